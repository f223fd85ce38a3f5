/** Functions that deployment files name. */
import assert from 'node:assert/strict';
import { isDeploymentPath, readDeployments } from '../../../../server/src/analyzer/program/deployments.ts';

describe('readDeployments', () => {
  const read = (path: string, text: string) =>
    readDeployments([{ path, text }]).map(
      ({ module, exportName, routes }) =>
        `${module}#${exportName} ${routes.map(({ method, path: route }) => `${method} ${route}`).join(', ')}`,
    );

  it('knows the files by name', () => {
    const names = [
      'serverless.yml',
      'a/serverless.dev.yaml',
      'template.yaml',
      'sam.yml',
      'pipeline.yml',
      'serverless.ts',
    ];
    assert.deepEqual(names.filter(isDeploymentPath), names.slice(0, 4));
  });

  it('reads functions of the Serverless Framework, in each form of a route', () => {
    const text = `provider: {name: aws}
functions:
  one: {handler: src/one.main, events: [{httpApi: 'GET /one/{id}'}, {http: {path: two, method: any}}, {sqs: queue}]}
  all: {handler: ./all.handler, events: [{httpApi: '*'}]}
  job: {handler: jobs/night.run}
  strange: {handler: '\${file(x)}'}
  outside: {handler: ../../outside.run}
  none: 5
`;
    assert.deepEqual(read('api/serverless.yml', text), [
      'api/src/one#main GET /one/{id}, ALL /two',
      'api/all#handler ALL /*',
      'api/jobs/night#run ',
    ]);
  });

  it('leaves functions of other clouds alone', () => {
    assert.deepEqual(read('serverless.yml', 'provider: {name: azure}\nfunctions: {a: {handler: a.b}}\n'), []);
  });

  it('reads functions of SAM, with the folder of their code', () => {
    const text = `Resources:
  Table: {Type: 'AWS::DynamoDB::Table'}
  Find:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: find/
      Handler: app.start
      Role: !GetAtt Role.Arn
      Events:
        Api: {Type: Api, Properties: {Path: /find, Method: get}}
        Timer: {Type: Schedule}
`;
    assert.deepEqual(read('template.yaml', text), ['find/app#start GET /find']);
  });

  it('takes what is no such file for one without functions', () => {
    for (const text of ['', '[', 'functions: 3', 'Resources: [a]', 'a: b'])
      assert.deepEqual(read('template.yml', text), []);
  });
});
