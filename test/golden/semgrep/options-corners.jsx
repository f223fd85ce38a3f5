if (count != none) {}
if (count !== none) {}
if (count == none) {}
if (none == count) {}
const r1 = <Row><A /><B /></Row>;
const r2 = <Row><B /><A /></Row>;
const r3 = <Row><A /><X /><B /></Row>;
const r4 = <Row><A /><B /><X /></Row>;
const r5 = <Row><B /></Row>;
const r6 = <Row></Row>;
const r7 = <Row />;
const r8 = <Row> <A /> </Row>;
const b1 = <Box />;
const b2 = <Box a="1" />;
const b3 = <Box a="1" b="2" />;
const b4 = <Box b="2" a="1" />;
const b5 = <Box a="1" b="2" c="3" />;
const b6 = <Box a="1"></Box>;
const b7 = <Box a="1">text</Box>;
const b8 = <Box a="1" b="2">text</Box>;
const b9 = <Box z="1" />;
@one @two class D1 {}
@two @one class D2 {}
@one @three @two class D3 {}
@two class D4 {}
@one @two @three class D5 {}
function g1(p) { use(p); }
function g2(p) { { let p = 1; use(p); } }
function g3(p) { if (p) { use(p); } }
function g4(p) { return use(p); }
function g5(p) { return 1 + use(p); }
function g6(p) { later(() => { use(p); }); }
if (needle()) {}
if (!needle()) {}
function s1() { start(); use(1); }
function s2() { start(); if (x) { use(2); } }
function s3() { start(); const v = use(3); }
function s4() { start(); a(); { use(4); } use(5); }
@needle() class N {}
class M { @needle() m() {} @needle() p = 1; m2(@needle() q) {} }
f("(a+)+$");
