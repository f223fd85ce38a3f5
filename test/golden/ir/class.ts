class Person {
  static count = 0;
  #secret = 1;
  name: string;
  constructor(
    name: string,
    private readonly store: Store,
  ) {
    this.name = name;
    Person.count++;
  }
  get secret() {
    return this.#secret;
  }
  set secret(value) {
    this.#secret = value;
  }
  async save() {
    await this.store.put(this);
  }
  static of(name: string) {
    return new Person(name, defaultStore);
  }
}
class Patient extends Person {
  id = makeId();
  constructor(name: string) {
    super(name, defaultStore);
    this.id = 'p';
  }
  save() {
    return super.save();
  }
}
class Plain extends Patient {
  extra = 1;
}
