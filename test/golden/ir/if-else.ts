function label(age: number) {
  let text = 'adult';
  if (age < 18) text = 'child';
  else if (age > 65) {
    text = 'senior';
  }
  return text;
}
