start();
function start() {
  value = 1;
  return inner();
  function inner() {
    return value;
  }
}
var value;
if (value) {
  var late = value;
}
use(late);
