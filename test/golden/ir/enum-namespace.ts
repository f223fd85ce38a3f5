export enum Status {
  Active,
  Closed = 5,
  Next,
  Text = 'text',
}
const enum Small {
  One = 1 << 1,
}
namespace Tools {
  export const size = 3;
  export function grow() {
    return size + Status.Closed;
  }
}
use(Status.Text, Status[0], Small.One, Tools.grow());
