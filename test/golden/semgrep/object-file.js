// A file that is one object and no program.
{
  "name": "frontend",
  "private": true,
  "dependencies": {
    "web-vitals": "^0.2.4"
  },
}
