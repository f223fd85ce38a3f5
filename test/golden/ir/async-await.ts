async function load(id: string) {
  const response = await fetch(`/patients/${id}`);
  for await (const chunk of response.body) log(chunk);
  return (await response.json()).name;
}
