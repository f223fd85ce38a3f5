import type { NextFunction, Request, Response } from 'express';
import { Router } from 'express';
import { ForbiddenError, NotFoundError, recordAccess, ValidationError } from '@/lib';
import { toPersonDto } from '@/lib/dto';
import { parsePersonnummer } from '@/lib/validate';
import { patientService } from '@/services/patient-service';

export const lookupRouter = Router();

/** Used by the registration desk: the number goes in, the person comes out. */
lookupRouter.get(
  '/:personnummer',
  async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    try {
      const person = await patientService.findByPersonnummer(
        parsePersonnummer(req.params.personnummer),
      );
      if (!person) {
        throw new NotFoundError('person_not_found');
      }
      // ruleid: lookup-by-national-id {nid.se.personnummer, name.person, contact.address, contact.phone, contact.email, contact.protected_identity, demo.zip} -- any login, any person
      res.json(person);
    } catch (err) {
      next(err);
    }
  },
);

/** Several at once, for group bookings. */
lookupRouter.post('/batch', async (req: Request, res: Response): Promise<void> => {
  const { personnummer } = req.body as { personnummer?: unknown };
  if (!Array.isArray(personnummer) || personnummer.length > 50) {
    throw new ValidationError('invalid_batch');
  }

  const found = await Promise.all(
    personnummer.map((nummer) => patientService.findByPersonnummer(parsePersonnummer(nummer))),
  );
  const people = found.filter((person) => person !== null).map(toPersonDto);
  // ruleid: lookup-by-national-id {nid.se.personnummer, name.person, contact.address, demo.zip} -- a narrow list of fields does not tie it to anyone
  res.json({ people });
});

/** The same question, limited to those listed at the caller's clinic. */
lookupRouter.post('/listed', async (req: Request, res: Response): Promise<void> => {
  const person = await patientService.findListed(
    parsePersonnummer(req.body.personnummer),
    req.user,
  );
  if (!person) {
    throw new NotFoundError('person_not_found');
  }
  // ok: lookup-by-national-id, whole-entity-response -- the clinic of the caller is in the filter
  res.json(toPersonDto(person));
});

/** The same question, limited to those whose care the caller takes part in. */
lookupRouter.post('/my-care', async (req: Request, res: Response): Promise<void> => {
  const personnummer = parsePersonnummer(req.body.personnummer);
  const person = await patientService.findInMyCare(personnummer, req.user);
  await recordAccess({ action: 'read', patientId: person.id, user: req.user, andamal: 'vard' });
  // ok: lookup-by-national-id -- the service throws without a care relation
  res.json(toPersonDto(person));
});

/** Patients may look up one number: their own. */
lookupRouter.post('/self', async (req: Request, res: Response): Promise<void> => {
  const personnummer = parsePersonnummer(req.body.personnummer);
  if (personnummer !== req.user.personnummer) {
    throw new ForbiddenError('own_number_only');
  }
  const person = await patientService.findByPersonnummer(personnummer);
  if (!person) {
    throw new NotFoundError('person_not_found');
  }
  // ok: lookup-by-national-id -- the number of the log-in was compared
  res.json(toPersonDto(person));
});
