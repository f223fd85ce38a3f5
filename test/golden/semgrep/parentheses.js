function page() {
  return (
    <html lang="en">
      <b style={{ __html: `x` }} />
    </html>
  );
}

function calls() {
  x = (
    foo(1)
  );
  return bar({ __html: `x` });
}

// What is assigned without a declaration has the type of what it is assigned first.
function types(obj) {
  two = 2;
  v = obj[two];
  three = 3;
  three = 4;
  v = obj[three];
  text = 'a';
  v = obj[text];
}

function later(obj) {
  v = obj[two];
  let k;
  k = 2;
  v = obj[k];
}
