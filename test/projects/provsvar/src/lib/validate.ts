import { ValidationError } from './errors';

const PERSONNUMMER_FORM = /^(18|19|20)\d{6}[-+]?\d{4}$/;

/** Form and check digit; says nothing about who may ask. */
export function parsePersonnummer(value: unknown): string {
  if (typeof value !== 'string' || !PERSONNUMMER_FORM.test(value)) {
    throw new ValidationError('invalid_personnummer');
  }
  const digits = value.replace(/[-+]/g, '');
  if (luhn(digits.slice(2)) !== 0) {
    throw new ValidationError('invalid_personnummer');
  }
  return digits;
}

function luhn(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const doubled = Number(digits[i]) * (i % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10;
}

export function parseText(value: unknown, code: string, maxLength = 4000): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > maxLength) {
    throw new ValidationError(code);
  }
  return value.trim();
}

export function parseDate(value: unknown, fallback: Date): Date {
  if (typeof value !== 'string') {
    return fallback;
  }
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) {
    throw new ValidationError('invalid_date');
  }
  return date;
}
