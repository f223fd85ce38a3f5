foo(function () { bar(x); });
foo(() => { bar(x); });
function f() { bar(x); }
const g = () => { bar(x) };
foo(async function () { if (c) { bar(x); } });
function t1() { if (a) { var x = source(); } else { var x = 1; } pk(x); }
function t2() { if (a) { let x = source(); } else { let x = 1; } pk(x); }
function t3() { { let x = 1; } let x = source(); { let x = 1; } pk(x); }
function t4() { let x = source(); foo((x) => { x = 1; }); pk(x); if (a) { const x = 2; } pk(x); }
function t5(x) { pk(x); for (let x of source()) { pk(x) } pk(x); }
a += b; a ||= b; a -= 1;
