export { countEvent, identifyForCampaign, segment } from './analytics';
export { recordAccess } from './audit';
export { prisma } from './db';
export { AppError, ConflictError, ForbiddenError, NotFoundError, ValidationError } from './errors';
export { createLogger, rootLogger } from './logger';
export { deliver, deliverNotice } from './mail';
export { legacyPseudonym, pseudonym } from './pseudonym';
export { patientIdOf } from './session';
