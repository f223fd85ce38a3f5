import { Card } from './card';

export function View({ patient, ...rest }) {
  return (
    <Card title={patient.name} {...rest}>
      <p className="note" hidden>
        Name: {patient.name}
      </p>
      <>{patient.notes.map((note) => <li key={note.id}>{note.text}</li>)}</>
      <Card.Footer />
    </Card>
  );
}
