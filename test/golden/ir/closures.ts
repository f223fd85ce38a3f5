const prefix = 'patient';
let counter = 0;
function make(name) {
  const fixed = prefix + name;
  let calls = 0;
  return () => {
    calls = calls + 1;
    counter++;
    return fixed + calls;
  };
}
