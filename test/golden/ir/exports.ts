export const limit = 10;
export let changing = 1;
export function helper() {
  changing = 2;
}
export default class Service {}
const hidden = 3;
export { hidden as visible, limit as 'string name' };
export { a as b } from './a';
export * from './b';
export * as c from './c';
