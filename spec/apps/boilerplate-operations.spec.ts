import { describe, expect, it } from 'vitest'
import { invalidRequest, RequestProblem } from '../document/request-problem.ts'
import { acceptedByAll, danglingRefs, judge } from '../judges.ts'
import { listAnswers } from './answers.ts'
import type { Insertion } from './app-require.ts'
import { loadBoilerplate, loadUntouched, mountDocumentation } from './boilerplate-app.ts'
import { session, unreadable } from './boilerplate-session.ts'
import type { Exchange } from './exchange.ts'
import { listOperations } from './listed-operations.ts'

const users = 'src/routes/v1/user.route.js'
const options = "info: { title: 'Boilerplate', version: '1.0.0' }, onProblem() {}"
const documented = mountDocumentation(`{ ${options} }`)
const withScheme = mountDocumentation(`{
  ${options},
  components: { securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer' } } },
}`)

const names: Insertion = {
  file: users,
  before: 'const router = express.Router()',
  text: `const { operation } = require('ringback')
const { Refusal, User, UserPage } = require('../../schemas')
`,
}

const createUser = declareCreation(`{ content: {
  'application/json': userValidation.createUser.body,
  'application/x-www-form-urlencoded': userValidation.createUser.body,
} }`)

function declareCreation(body: string): Insertion {
  const responses = '{ 201: User, 400: Refusal }'
  return {
    file: users,
    before: 'userController.createUser)',
    text: `operation({ summary: 'Create a user', body: ${body}, responses: ${responses} }), `,
  }
}

const readUsers: readonly Insertion[] = [
  {
    file: users,
    before: 'userController.getUsers)',
    text: `operation({
    operationId: 'listUsers',
    summary: 'List the users, page by page',
    query: userValidation.getUsers.query,
    responses: { 200: UserPage, 400: Refusal },
  }), `,
  },
  {
    file: users,
    before: 'userController.getUser)',
    text: `operation({
    summary: 'Show a user',
    params: userValidation.getUser.params,
    responses: { 200: User, 404: Refusal },
  }), `,
  },
]

/** What protects a route is what documents that: once, where the guard is made. */
const guard: readonly Insertion[] = [
  {
    file: 'src/middlewares/auth.js',
    before: 'const authenticate =',
    text: "const { operation } = require('ringback')\nconst { Refusal } = require('../schemas')\n",
  },
  {
    file: 'src/middlewares/auth.js',
    before: 'async (req, res, next) => {',
    text: 'operation({ security: [{ bearerAuth: [] }], responses: { 401: Refusal, 403: Refusal } }, ',
  },
  { file: 'src/middlewares/auth.js', before: '\n\nmodule.exports', text: ')' },
]

const everything = [...withScheme, names, createUser, ...readUsers, ...guard]

interface Step {
  readonly name: string
  readonly insertions: readonly Insertion[]
  /** The operations that are not listed as before. */
  readonly changed: readonly string[]
}

const create = 'POST /v1/users postV1Users'
const list = 'GET /v1/users listUsers query:role query:limit query:page'
const show = 'GET /v1/users/{userId} getV1UsersByUserId path:userId'
const line =
  'DELETE /v1/invoices/{invoiceId}/lines/{lineId} deleteV1InvoicesByInvoiceIdLinesByLineId'

const steps: readonly Step[] = [
  {
    name: 'one route',
    insertions: [...documented, names, createUser],
    changed: [`${create} body 201,400,422 declared`],
  },
  {
    name: 'three routes',
    insertions: [...documented, names, createUser, ...readUsers],
    changed: [
      `${create} body 201,400,422 declared`,
      `${list} 200,400,422 declared`,
      `${show} 200,404,422 declared`,
    ],
  },
  {
    name: 'three routes and the guard',
    insertions: everything,
    changed: [
      `${create} body 201,400,401,403,422 declared`,
      `${list} 200,400,401,403,422 declared`,
      `${show} 200,401,403,404,422 declared`,
      'PATCH /v1/users/{userId} patchV1UsersByUserId path:userId 200,401,403',
      'DELETE /v1/users/{userId} deleteV1UsersByUserId path:userId 200,401,403',
      'GET /v1/users/{userId}/invoices getV1UsersByUserIdInvoices path:userId 200,401,403',
      'GET /v1/invoices/{invoiceId}/lines getV1InvoicesByInvoiceIdLines path:invoiceId 200,401,403',
      'POST /v1/invoices/{invoiceId}/lines postV1InvoicesByInvoiceIdLines path:invoiceId 200,401,403',
      `${line} path:invoiceId path:lineId 200,401,403`,
      'GET /v1/invoices getV1Invoices 200,401,403',
      'POST /v1/invoices postV1Invoices 200,401,403',
      'GET /v1/invoices/{invoiceId} getV1InvoicesByInvoiceId path:invoiceId 200,401,403',
      'PUT /v1/invoices/{invoiceId} putV1InvoicesByInvoiceId path:invoiceId 200,401,403',
      'DELETE /v1/invoices/{invoiceId} deleteV1InvoicesByInvoiceId path:invoiceId 200,401,403',
    ],
  },
]

const undeclared = loadBoilerplate(documented)
const listedBefore = listOperations(undeclared.documentation.document(undeclared.app))

describe.each(steps.map((step) => [step.name, step] as const))(
  'the boilerplate, with %s declared',
  (_name, { insertions, changed }) => {
    it('answers byte for byte as before', async () => {
      const before = await listAnswers(loadUntouched(), session)
      expect(await listAnswers(loadBoilerplate(insertions).app, session)).toEqual(before)
    })

    it('documents what was declared, and lists all else as before', () => {
      const { app, documentation } = loadBoilerplate(insertions)
      const listed = listOperations(documentation.document(app))
      expect(listed.map(placeOf)).toEqual(listedBefore.map(placeOf))
      expect(listed.filter((operation) => !listedBefore.includes(operation))).toEqual(changed)
    })

    it('reports those alone that nobody has declared', () => {
      const { app, documentation } = loadBoilerplate(insertions)
      const open = listOperations(documentation.document(app)).filter(
        (operation) => !operation.endsWith(' declared'),
      )
      expect(documentation.problems(app).map(({ code, where }) => `${code} ${where}`)).toEqual(
        open.map((operation) => `NOTICE_UNDOCUMENTED ${placeOf(operation)}`),
      )
    })

    it('has a document that no judge objects to', async () => {
      const { app, documentation } = loadBoilerplate(insertions)
      const document = documentation.document(app)
      expect(await judge(document)).toEqual(acceptedByAll)
      expect(danglingRefs(document)).toEqual([])
    })
  },
)

function placeOf(operation: string): string {
  return operation.split(' ', 2).join(' ')
}

const refused = { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } }
const user = { 'application/json': { schema: { $ref: '#/components/schemas/User' } } }
const unauthorized = {
  401: { description: 'Unauthorized', content: refused },
  403: { description: 'Forbidden', content: refused },
}
const security = [{ bearerAuth: [] }]
const role = { type: 'string', enum: ['user', 'admin'] }
const newUser = {
  schema: {
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1 },
      email: { type: 'string', minLength: 1, format: 'email' },
      password: { type: 'string', minLength: 8 },
      role,
    },
    required: ['email', 'name', 'password', 'role'],
    additionalProperties: false,
  },
}

describe('the document of the boilerplate', () => {
  const { app, documentation } = loadBoilerplate(everything)
  const { paths = {}, components } = documentation.document(app)

  it("says of a declared route what the app's own validation and guard say", () => {
    expect(paths['/v1/users']).toEqual({
      post: {
        summary: 'Create a user',
        operationId: 'postV1Users',
        security,
        requestBody: {
          required: true,
          content: { 'application/json': newUser, 'application/x-www-form-urlencoded': newUser },
        },
        responses: {
          201: { description: 'Created', content: user },
          400: { description: 'Bad Request', content: refused },
          ...unauthorized,
          422: invalidRequest,
        },
      },
      get: {
        summary: 'List the users, page by page',
        operationId: 'listUsers',
        security,
        parameters: [
          { name: 'role', in: 'query', schema: role },
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', default: 10, minimum: 1, maximum: 100 },
          },
          { name: 'page', in: 'query', schema: { type: 'integer', default: 1, minimum: 1 } },
        ],
        responses: {
          200: {
            description: 'Successful Response',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/UserPage' } } },
          },
          400: { description: 'Bad Request', content: refused },
          ...unauthorized,
          422: invalidRequest,
        },
      },
    })
    expect(paths['/v1/users/{userId}']?.get).toEqual({
      summary: 'Show a user',
      operationId: 'getV1UsersByUserId',
      security,
      parameters: [
        {
          name: 'userId',
          in: 'path',
          required: true,
          schema: { type: 'string', minLength: 1, pattern: '^\\d+$' },
        },
      ],
      responses: {
        200: { description: 'Successful Response', content: user },
        404: { description: 'Not Found', content: refused },
        ...unauthorized,
        422: invalidRequest,
      },
    })
  })

  it('says of an undeclared route what its guard says', () => {
    expect(paths['/v1/invoices']?.get).toEqual({
      operationId: 'getV1Invoices',
      'x-undocumented': true,
      security,
      responses: { 200: { description: 'Successful Response' }, ...unauthorized },
    })
  })

  it('has each schema once, by its title', () => {
    const text = { type: 'string' }
    const count = { type: 'integer' }
    expect(components).toEqual({
      securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer' } },
      schemas: {
        User: {
          title: 'User',
          type: 'object',
          properties: {
            id: text,
            name: text,
            email: { type: 'string', format: 'email' },
            role: { enum: ['user', 'admin'] },
            isEmailVerified: { type: 'boolean' },
          },
          required: ['id', 'name', 'email', 'role', 'isEmailVerified'],
        },
        UserPage: {
          title: 'UserPage',
          type: 'object',
          properties: {
            results: { type: 'array', items: { $ref: '#/components/schemas/User' } },
            page: count,
            limit: count,
            totalPages: count,
            totalResults: count,
          },
          required: ['results', 'page', 'limit', 'totalPages', 'totalResults'],
        },
        Refusal: {
          title: 'Refusal',
          type: 'object',
          properties: { code: count, message: text },
          required: ['code', 'message'],
        },
        RequestProblem,
      },
    })
  })
})

/** The requests that are not answered as before, and how they are. */
async function listChanges(
  insertions: readonly Insertion[],
  exchanges: readonly Exchange[],
): Promise<[line: string | undefined, answer: unknown][]> {
  const before = await listAnswers(loadUntouched(), exchanges)
  const after = await listAnswers(loadBoilerplate(insertions).app, exchanges)
  return exchanges.flatMap(({ sent }, index) => {
    const answer = after[index]
    return answer === before[index] ? [] : [[sent.split(' HTTP/')[0], bodyOf(answer)]]
  })
}

function bodyOf(answer = ''): unknown {
  return JSON.parse(answer.split('\r\n\r\n')[1] ?? '')
}

function describeFault(status: number, title: string, message: string, code: string): object {
  const detail = 'The request is not as declared: 1 fault.'
  return {
    type: 'about:blank',
    title,
    status,
    detail,
    errors: [{ in: 'body', path: '', message, code }],
  }
}

describe('what a declared route answers otherwise', () => {
  it('is a body of a media type that is not declared, though the app has a parser for it', async () => {
    const narrow = declareCreation('userValidation.createUser.body')
    expect(await listChanges([...documented, names, narrow], session)).toEqual([
      [
        'POST /v1/users',
        describeFault(
          415,
          'Unsupported Media Type',
          'is of "application/x-www-form-urlencoded", which is not declared',
          'mediaType',
        ),
      ],
    ])
  })

  it("is in the app's own format where its handler of errors is given it", async () => {
    const onError = '(error, req, res, next) => next(error)'
    const handing = mountDocumentation(`{ ${options}, validation: { onError: ${onError} } }`)
    const narrow = declareCreation('userValidation.createUser.body')
    const message =
      'ERR_MEDIA_TYPE The request is not as declared: body is of "application/x-www-form-urlencoded", which is not declared.\n  Send it as the document of this API says.'
    expect(await listChanges([...handing, names, narrow], session)).toEqual([
      ['POST /v1/users', { code: 415, message }],
    ])
  })

  it('is a body that no parser can read', async () => {
    expect(await listChanges(everything, unreadable)).toEqual([
      ['POST /v1/users', describeFault(400, 'Bad Request', 'cannot be parsed', 'malformed')],
    ])
  })
})
