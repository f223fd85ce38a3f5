class Holder {
  kept = "field";
  static shared = "field";
  other = "value";
}
holder.kept = "field";
let local = "field";
const object = { kept: "field" };

@deco("class")
class One {
  @deco("method")
  run() {}
  @bare
  stop() {}
  @deco("prop") prop = 1;
}
deco("call");
bare;
bare();

wrap(needle());
wrap(1 + needle());
wrap(other(needle()));
wrap(() => { needle(); });
wrap({ a: needle() });

begin();
end();

begin();
if (ready) {
  end();
}

if (ready) {
  begin();
}
end();

function inner() {
  begin();
  while (more) {
    if (last) { end(); }
  }
}

const a = <Box a="1" />;
const b = <Box a="1" b="2" />;
const c = <Box a="1"></Box>;
const d = <Box a="1">text</Box>;
const e = <Box b="2" a="1" />;
const r1 = <Row><A /><B /></Row>;
const r2 = <Row><B /><A /></Row>;
const r3 = <Row><A /><X /><B /></Row>;

function unify1(p) {
  same(p);
  other();
  same(p);
}
function unify2(p) {
  same(p);
  { let p = 2; same(p); }
}
function unify3() {
  same(free);
  same(free);
}

@one @two class D1 {}
@two @one class D2 {}
@one @three @two class D3 {}

const arrow = (x) => given(x);
const arrow2 = (x) => { return given(x); };
const arrow3 = (x) => { given(x); };
function plain(x) { return given(x); }
given(1);

const alias = input.value;
sink(alias);
sink(input.value);
const { value } = input;
sink(value);

if (count < limit) {}
if (limit > count) {}
if (limit < count) {}
if (none === count) {}
if (count === none) {}
if (count == none) {}
