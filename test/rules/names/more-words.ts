// Words of health in more languages and under their owners, and words that look alike and say nothing.

export function spanish(paciente: any, receta: any, medico: any) {
  console.log(paciente.nombre); // ruleid: phi-to-log {name.person}
  console.log(paciente.telefono); // ruleid: phi-to-log {contact.phone}
  console.log(paciente.diagnostico); // ruleid: phi-to-log {clin.diagnosis}
  console.log(receta.medicamento); // ruleid: phi-to-log {clin.medication}
  console.log(medico.nombre); // ok: phi-to-log
  console.log(receta.estado); // ok: phi-to-log
}

export function french(patient: any, medecin: any) {
  console.log(patient.nom); // ruleid: phi-to-log {name.person}
  console.log(patient.date_naissance); // ruleid: phi-to-log {demo.birthdate}
  console.log(medecin.nom); // ok: phi-to-log
}

export function owned(allergy: any, medications: any[], visit: any, task: any) {
  console.log(allergy.severity); // ruleid: phi-to-log {clin.allergy}
  for (const medication of medications) console.log(medication.frequency); // ruleid: phi-to-log {clin.medication}
  console.log(visit.reasonForVisit); // ruleid: phi-to-log {clin.note}
  console.log(visit.severity); // ok: phi-to-log
  console.log(task.frequency); // ok: phi-to-log
  console.log(task.instructions); // ok: phi-to-log
}

export function alike(user: any, queryKeys: any, conceptDiagnosis: string, config: any) {
  console.log(user.referralCode); // ok: phi-to-log
  console.log(queryKeys.diagnosis); // ok: phi-to-log
  console.log(conceptDiagnosis); // ok: phi-to-log
  console.log(user.emailFingerprint); // ok: phi-to-log
  console.log(user.medicationConsents); // ok: phi-to-log
  console.log(config.displayPhoneNumber); // ok: phi-to-log
}
