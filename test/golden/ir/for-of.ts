function sum(patients) {
  let total = 0;
  for (const { age } of patients) {
    total = total + age;
  }
  for (const key in patients) log(key);
  return total;
}
