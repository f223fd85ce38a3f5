// A value of many forms, one of which holds a name, need not be the one with the name.

// @file: src/values.ts
type NameValue = { firstname: string; surname: string };
type FileValue = { path: string; size: number };
type RangeValue = { start: string; end: string };
type ChoiceValue = { option: string };
type FieldValue = string | number | boolean | NameValue | FileValue | RangeValue | ChoiceValue;
type Answer = NameValue | string;

export function check(value: FieldValue, answer: Answer) {
  console.log('unexpected', value); // ok: phi-to-log
  console.log('unexpected', (value as NameValue).surname); // ruleid: phi-to-log {name.person}
  console.log('unexpected', answer); // ruleid: phi-to-log {name.person}
}
