import type { SortOrder } from '@web/types';

const ORDERS: Array<[SortOrder, string]> = [
  ['nyast', 'Nyast först'],
  ['aldst', 'Äldst först'],
  ['avvikande', 'Avvikande först'],
];

interface Props {
  order: SortOrder;
  onChange: (order: SortOrder) => void;
}

export function SortPicker({ order, onChange }: Props) {
  return (
    <label>
      Sortera
      <select value={order} onChange={(event) => onChange(event.target.value as SortOrder)}>
        {ORDERS.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
