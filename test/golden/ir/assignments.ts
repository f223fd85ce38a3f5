let count = 1;
count = count + 2;
count += 3;
count++;
const before = count--;
let flag: boolean | undefined;
flag ??= true;
flag &&= false;
report(count, before, flag);
