function call(service, args) {
  service.client.send(args[0], ...args);
  const made = new service.Client(args);
  (() => made)();
  service['find'](args);
  (service.find as Finder)(made!);
  return new Date;
}
