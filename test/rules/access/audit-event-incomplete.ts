// A line that does not say who did what helps nobody afterwards.

// @file: src/records.ts
declare const auditLog: { write(event: object): Promise<void> };
declare function logAudit(event: object): Promise<void>;
declare function logOther(event: object): Promise<void>;
declare const base: { userId: string };

// @example: bad
export async function opened(patientId: string) {
  await auditLog.write({ action: 'read', patientId, at: Date.now() }); // ruleid: audit-event-incomplete
}
// @end

// @example: good
export async function openedBy(userId: string, patientId: string) {
  await auditLog.write({ userId, action: 'read', patientId, unit: 'ward 3', at: Date.now() }); // ok: audit-event-incomplete
}
// @end

export async function further(actor: string, patientId: string) {
  await logAudit({ actor, patientId }); // ruleid: audit-event-incomplete
  await logAudit({ ...base, action: 'read', patientId }); // ok: audit-event-incomplete
  await logAudit({ performedBy: actor, eventType: 'READ', patientId }); // ok: audit-event-incomplete
  await logOther({ patientId }); // ok: audit-event-incomplete
}
