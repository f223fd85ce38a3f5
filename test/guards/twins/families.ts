/**
 * How each framework spells a way in: the file of a handler around a body, what names the record, who is calling, how a
 * request is refused and answered.
 */

/** A framework. Every way in has a name of its own, which stands in its path or file. */
export interface Family {
  readonly name: string;
  readonly id: string;
  readonly me: string;
  readonly deny: string;
  readonly send: (value: string) => string;
  /** The text of one way in; all of a file stand on lines of their own. */
  readonly route: (name: string, body: string) => string;
  /** Path of the file of a way in. */
  readonly file: (name: string) => string;
  /** Around the ways in of one file. `up` leads to the folder of the helpers. */
  readonly wrap: (routes: string) => string;
  /** More files. */
  readonly others?: Readonly<Record<string, string>>;
}

const imports = (up: string) =>
  `import { db, view, pool, Visit } from '${up}db'; import * as helpers from '${up}helpers'; import { HELPERS } from '${up}helpers';`;
const expressLike = (handler: string) => `
  import express from 'express'; import jwt from 'jsonwebtoken'; ${imports('./')}
  ${handler}`;
const verify = "jwt.verify(token, process.env.KEY ?? '') as User";
const session = `
  import jwt from 'jsonwebtoken';
  export function callerOf(request: Request): User {
    return jwt.verify(request.headers.get('authorization') ?? '', process.env.KEY ?? '') as User;
  }`;

/** The frameworks. */
export const families: readonly Family[] = [
  {
    name: 'express',
    id: 'req.params.id',
    me: 'req.user',
    deny: 'return res.sendStatus(403)',
    send: (value) => `return res.json(${value})`,
    file: () => 'app.ts',
    route: (name, body) => `app.get('/${name}/:id', async (req, res) => { ${body} });`,
    wrap: (routes) =>
      expressLike(`const app = express();
        app.use((req, res, next) => { const token = req.headers.authorization; if (!token) return res.sendStatus(401); req.user = ${verify}; next(); });
        ${routes}`),
  },
  {
    name: 'express routers of controllers',
    id: 'req.body.id',
    me: 'res.locals.user',
    deny: "return next(new Error('forbidden'))",
    send: (value) => `return res.status(200).send(${value})`,
    file: () => 'routes.ts',
    route: (name, body) => `router.route('/${name}').post(authenticate, async (req, res, next) => { ${body} });`,
    wrap: (routes) =>
      expressLike(`const router = express.Router();
        function authenticate(req, res, next) { const token = req.headers.authorization; if (!token) return res.sendStatus(401); res.locals.user = ${verify}; next(); }
        ${routes}
        const app = express(); app.use('/api', router);`),
  },
  {
    name: 'fastify',
    id: 'request.params.id',
    me: 'request.user',
    deny: 'return reply.code(403).send()',
    send: (value) => `return ${value}`,
    file: () => 'app.ts',
    route: (name, body) =>
      `app.get('/${name}/:id', { preHandler: [app.authenticate] }, async (request, reply) => { ${body} });`,
    wrap: (routes) => `
      import fastify from 'fastify'; import fastifyJwt from '@fastify/jwt'; ${imports('./')}
      const app = fastify(); app.register(fastifyJwt, { secret: process.env.KEY });
      app.decorate('authenticate', async (request, reply) => { await request.jwtVerify(); });
      ${routes}`,
  },
  {
    name: 'koa',
    id: 'ctx.params.id',
    me: 'ctx.state.user',
    deny: 'ctx.throw(403)',
    send: (value) => `ctx.body = ${value}; return`,
    file: () => 'app.ts',
    route: (name, body) => `router.get('/${name}/:id', async (ctx) => { ${body} });`,
    wrap: (routes) => `
      import Koa from 'koa'; import Router from '@koa/router'; import jwt from 'koa-jwt'; ${imports('./')}
      const app = new Koa(); app.use(jwt({ secret: process.env.KEY })); const router = new Router();
      ${routes}
      app.use(router.routes());`,
  },
  {
    name: 'hapi',
    id: 'request.params.id',
    me: 'request.auth.credentials',
    deny: 'return h.response().code(403)',
    send: (value) => `return ${value}`,
    file: () => 'app.ts',
    route: (name, body) =>
      `server.route({ method: 'GET', path: '/${name}/{id}', options: { auth: 'jwt' }, handler: async (request, h) => { ${body} } });`,
    wrap: (routes) => `
      import Hapi from '@hapi/hapi'; ${imports('./')}
      const server = Hapi.server({ port: 3000 });
      ${routes}`,
  },
  {
    name: 'hono',
    id: "c.req.param('id')",
    me: "c.get('jwtPayload')",
    deny: 'return c.body(null, 403)',
    send: (value) => `return c.json(${value})`,
    file: () => 'app.ts',
    route: (name, body) => `app.get('/${name}/:id', async (c) => { ${body} });`,
    wrap: (routes) => `
      import { Hono } from 'hono'; import { jwt } from 'hono/jwt'; ${imports('./')}
      const app = new Hono(); app.use('*', jwt({ secret: process.env.KEY }));
      ${routes}
      export default app;`,
  },
  {
    name: 'nest',
    id: 'id',
    me: 'req.user',
    deny: 'throw new ForbiddenException()',
    send: (value) => `return ${value}`,
    file: () => 'app.controller.ts',
    route: (name, body) => `@Get('${name}/:id') async ${name}(@Param('id') id: string, @Req() req: Request) { ${body} }`,
    wrap: (routes) => `
      import { Controller, ForbiddenException, Get, Param, Req, UseGuards } from '@nestjs/common';
      import { AuthGuard } from '@nestjs/passport'; import type { Request } from 'express'; ${imports('./')}
      @Controller('api') @UseGuards(AuthGuard('jwt'))
      export class PatientsController {
      ${routes}
      }`,
  },
  {
    name: 'next route handlers',
    id: 'id',
    me: 'session.user',
    deny: 'return new Response(null, { status: 403 })',
    send: (value) => `return NextResponse.json(${value})`,
    file: (name) => `app/api/${name}/[id]/route.ts`,
    route: (_, body) =>
      `export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) { const { id } = await params; const session = await getServerSession(); if (!session) return new Response(null, { status: 401 }); ${body} }`,
    wrap: (routes) => `
      import { NextResponse } from 'next/server'; import { getServerSession } from 'next-auth'; ${imports('../../../../')}
      ${routes}`,
    others: { 'package.json': '{ "name": "portal", "dependencies": { "next": "15.0.0" } }' },
  },
  {
    name: 'next server actions',
    id: 'id',
    me: 'session.user',
    deny: "throw new Error('forbidden')",
    send: (value) => `return ${value}`,
    file: (name) => `app/${name}/actions.ts`,
    route: (name, body) =>
      `export async function ${name}(id: string) { const session = await auth(); if (!session) throw new Error('login'); ${body} }`,
    wrap: (routes) => `'use server';
      import { auth } from '../../auth'; ${imports('../../')}
      ${routes}`,
    others: {
      'package.json': '{ "name": "portal", "dependencies": { "next": "15.0.0" } }',
      'auth.ts': "import NextAuth from 'next-auth'; export const { auth, handlers } = NextAuth({ providers: [] });",
    },
  },
  {
    name: 'trpc',
    id: 'input.id',
    me: 'ctx.user',
    deny: "throw new TRPCError({ code: 'FORBIDDEN' })",
    send: (value) => `return ${value}`,
    file: () => 'router.ts',
    route: (name, body) => `${name}: own.input(z.object({ id: z.string() })).query(async ({ input, ctx }) => { ${body} }),`,
    wrap: (routes) => `
      import { initTRPC, TRPCError } from '@trpc/server'; import { z } from 'zod'; ${imports('./')}
      const t = initTRPC.context<{ user: User | null }>().create();
      const own = t.procedure.use(({ ctx, next }) => { if (!ctx.user) throw new TRPCError({ code: 'UNAUTHORIZED' }); return next({ ctx: { user: ctx.user } }); });
      export const appRouter = t.router({
      ${routes}
      });`,
  },
  {
    name: 'graphql resolvers',
    id: 'args.id',
    me: 'context.user',
    deny: "throw new GraphQLError('forbidden')",
    send: (value) => `return ${value}`,
    file: () => 'resolvers.ts',
    route: (name, body) => `${name}: async (_parent, args, context) => { ${body} },`,
    wrap: (routes) => `
      import { GraphQLError } from 'graphql'; import { ApolloServer } from '@apollo/server'; import typeDefs from './types'; ${imports('./')}
      export const resolvers = { Query: {
      ${routes}
      } };
      export const server = new ApolloServer({ typeDefs, resolvers });`,
  },
  {
    name: 'lambda',
    id: "(event.pathParameters?.id ?? '')",
    me: 'me',
    deny: 'return { statusCode: 403 }',
    send: (value) => `return { statusCode: 200, body: JSON.stringify(${value}) }`,
    file: (name) => `src/${name}.ts`,
    route: (_, body) =>
      `export const handler = async (event: APIGatewayProxyEvent) => { const me = event.requestContext.authorizer?.claims; ${body} };`,
    wrap: (routes) => `
      import type { APIGatewayProxyEvent } from 'aws-lambda'; ${imports('../')}
      ${routes}`,
  },
  {
    name: 'remix',
    id: "(params.id ?? '')",
    me: 'user',
    deny: 'throw new Response(null, { status: 403 })',
    send: (value) => `return json(${value})`,
    file: (name) => `app/routes/${name}.$id.tsx`,
    route: (_, body) =>
      `export async function loader({ params, request }: LoaderFunctionArgs) { const user = callerOf(request); ${body} }`,
    wrap: (routes) => `
      import { json, type LoaderFunctionArgs } from '@remix-run/node'; import { callerOf } from '../session'; ${imports('../../')}
      ${routes}`,
    others: { 'app/session.ts': session },
  },
  {
    name: 'sveltekit',
    id: 'params.id',
    me: 'locals.user',
    deny: 'throw error(403)',
    send: (value) => `return json(${value})`,
    file: (name) => `src/routes/${name}/[id]/+server.ts`,
    route: (_, body) => `export async function GET({ params, locals }) { ${body} }`,
    wrap: (routes) => `
      import { error, json } from '@sveltejs/kit'; ${imports('../../../../')}
      ${routes}`,
  },
  {
    name: 'nitro',
    id: "getRouterParam(event, 'id')",
    me: 'event.context.user',
    deny: 'throw createError({ statusCode: 403 })',
    send: (value) => `return ${value}`,
    file: (name) => `server/api/${name}/[id].get.ts`,
    route: (_, body) => `export default defineEventHandler(async (event) => { ${body} });`,
    wrap: (routes) => `
      import { createError, defineEventHandler, getRouterParam } from 'h3'; ${imports('../../../')}
      ${routes}`,
  },
  {
    name: 'sockets',
    id: 'id',
    me: 'socket.data.user',
    deny: 'return',
    send: (value) => `return answer(${value})`,
    file: () => 'sockets.ts',
    route: (name, body) => `socket.on('${name}', async (id: string, answer) => { ${body} });`,
    wrap: (routes) => `
      import { Server } from 'socket.io'; ${imports('./')}
      const io = new Server();
      io.on('connection', (socket) => {
      ${routes}
      });`,
  },
  {
    name: 'routing-controllers',
    id: 'id',
    me: 'user',
    deny: 'throw new ForbiddenError()',
    send: (value) => `return ${value}`,
    file: () => 'patients.controller.ts',
    route: (name, body) =>
      `@Get('/${name}/:id') async ${name}(@Param('id') id: string, @CurrentUser() user: User) { ${body} }`,
    wrap: (routes) => `
      import { Authorized, CurrentUser, ForbiddenError, Get, JsonController, Param } from 'routing-controllers'; ${imports('./')}
      @JsonController('/api') @Authorized()
      export class PatientsController {
      ${routes}
      }`,
  },
  {
    name: 'elysia',
    id: 'params.id',
    me: 'user',
    deny: "return error(403, 'forbidden')",
    send: (value) => `return ${value}`,
    file: () => 'app.ts',
    route: (name, body) => `app.get('/${name}/:id', async ({ params, user, error }) => { ${body} });`,
    wrap: (routes) => `
      import { Elysia } from 'elysia'; import { session } from './session'; ${imports('./')}
      const app = new Elysia().use(session);
      ${routes}`,
    others: { 'session.ts': "import { Elysia } from 'elysia'; export const session = new Elysia();" },
  },
  {
    name: 'orpc',
    id: 'input.id',
    me: 'context.user',
    deny: "throw new ORPCError('FORBIDDEN')",
    send: (value) => `return ${value}`,
    file: () => 'router.ts',
    route: (name, body) =>
      `export const ${name} = own.input(z.object({ id: z.string() })).handler(async ({ input, context }) => { ${body} });`,
    wrap: (routes) => `
      import { ORPCError, os } from '@orpc/server'; import { z } from 'zod'; ${imports('./')}
      const own = os.$context<{ user: User }>();
      ${routes}`,
  },
];
