/** A metavariable alone, inside of something that binds it: what is found is what equals it, however it is written. */
import { assertMarked } from './match-cases.ts';

const rule = {
  patterns: [{ 'pattern-inside': 'if ($X > $LIMIT) { ... }' }, { pattern: '$X' }],
};

describe('bound-filter', () => {
  it('finds accesses of the same member of the same value', () => {
    assertMarked(rule, [
      '> if (list.size > 3) {',
      '>   use(list.size);',
      '>   use((list as Many).size);',
      '>   use((list.size) as number);',
      '    use(other.size);',
      '    use(list.length);',
      '    use(size);',
      '  }',
    ]);
  });

  it('finds names, and strings of the same text', () => {
    assertMarked(rule, [
      '> if (count > 3) {',
      '>   use(count);',
      "    use('total');",
      '    use(total);',
      '    use(a.count);',
      '  }',
      '  use(count);',
    ]);
  });

  it('finds constants that are written differently', () => {
    assertMarked(rule, ['  const few = 3;', '> if (few > limit) {', '>   use(3);', '    use(4);', '  }']);
  });

  it('finds calls and sums', () => {
    assertMarked(rule, [
      '> if (f(a) > 3) {',
      '>   use(f(a));',
      '    use(f(b));',
      '  }',
      '> if (a + b > 3) {',
      '>   use(a + b);',
      '    use(a - b);',
      '  }',
    ]);
  });
});
