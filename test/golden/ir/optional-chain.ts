function read(patient) {
  const city = patient?.address?.city;
  const name = patient.names?.[0].given;
  patient.notify?.(city);
  return name;
}
