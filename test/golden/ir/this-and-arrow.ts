const service = {
  name: 'x',
  run() {
    return [1].map((it) => this.name + it);
  },
  stop: function () {
    this.name = '';
  },
};
service.run.call(service);
