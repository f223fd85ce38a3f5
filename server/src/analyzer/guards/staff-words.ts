/**
 * Data of those who work with records, not of those whom the records are about.
 *
 * A record names the doctor who wrote it or the clerk who changed it; that such a name is read by an identifier of the
 * request is no patient data handed to the wrong person. Told by the names of relations and of resources.
 */

const staff =
  /^(treating|attending|referring|ordering|responsible|primary|assigned|on_?call)?_?(doctor|physician|nurse|staff|employee|supplier|vendor|practitioner|pharmacist|technician|clinician|surgeon|therapist|radiologist|pathologist|author|editor|reviewer|approver|manager|operator|administrator|cashier|receptionist|department|hospital|clinic|facility|organi[sz]ation|enterprise|company|business|branch|tenant|ward|practice|\w+_group)s?$/i;
const doneBy =
  /^(created|updated|changed|modified|deleted|performed|approved|rejected|ordered|recorded|verified|signed|prescribed|dispensed|administered|entered|collected|assigned|handled|processed|registered|uploaded|reviewed|received|requested|issued|completed|cancell?ed|resolved|triaged|admitted|discharged|reported|documented|added|posted|sent|logged|scheduled|authorized)_?(by|to)(_?(user|staff|employee|doctor|nurse))?$/i;
const holder = /(Repo|Repository|Model|Service|Dao|Store|Collection)$/;

/** Whether the field at `path` of a record of `resource` is about staff, suppliers or places. */
export function isOfStaff(path: readonly string[], resource: string): boolean {
  if (staff.test(resource.replace(holder, ''))) return true;
  return path.slice(0, -1).some((name) => staff.test(name) || doneBy.test(name));
}
