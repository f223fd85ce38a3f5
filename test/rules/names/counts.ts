// How many there are is nobody's data, whatever the variable is called and whatever the words before it say.
declare const db: any;
declare const passport: { allergies?: string[]; medications?: string[] };
export async function count() {
  const syncedMedications = await db.collection('medications').countDocuments({});
  console.log(`Synced: ${syncedMedications}`); // ok: phi-to-log
  console.log(`Allergies: ${passport.allergies?.length || 0}`); // ok: phi-to-log
  const withDose = await db.collection('medications').countDocuments({ dose: 1 });
  console.log(`Current medications: ${withDose}`); // ok: phi-to-log
  console.log(`Current medications: ${syncedMedications - withDose}`); // ok: phi-to-log
  const told = await ask();
  console.log(`Current medications: ${told}`); // ruleid: phi-to-log {clin.medication}
}
declare function ask(): Promise<string>;
