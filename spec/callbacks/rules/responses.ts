import { object, text, uri, offering, calls } from './apps.ts'
import {
  accepted,
  accepts,
  found,
  finds,
  inEvents,
  refuses,
  warned,
  mayLack,
  warns,
  type RuleCase,
} from './rule-case.ts'

const key = '{$response.body#/url}'
const body = object({ url: uri })
const other = object({ id: text })
const lacks = (...cases: string[]): string =>
  `There is no call ${cases.join(' or ')}: "${key}" has no value then.`
const location = { Location: { schema: uri, required: true } }

export const responses: RuleCase[] = [
  accepts([12], 'a property of the response', key, { responses: { 201: body } }),
  accepts([12], 'a property of a response that a range declares', key, {
    responses: { '2XX': body },
  }),
  accepts([12], 'a property of the default response', key, { responses: { default: body } }),
  accepts([12], 'a property of the success, which a failure has not', key, {
    responses: { 200: body, 404: other },
  }),
  accepts([12], 'the whole response, which is text', '{$response.body}', {
    responses: { 200: { content: { 'text/plain': uri } } },
  }),
  {
    rules: [12],
    title: 'a response of the given components, which has it',
    build: () =>
      offering(
        {
          responses: { 200: { $ref: '#/components/responses/Done' } },
          callbacks: { events: calls(key) },
        },
        {
          components: {
            responses: {
              Done: { description: 'Done', content: { 'application/json': { schema: body } } },
            },
          },
        },
      ),
    expected: accepted(inEvents('event', key, 'post', 'operationId')),
  },
  warns(
    [13],
    'a property that one success has',
    key,
    { responses: { 200: body, 202: other } },
    lacks('after a response of 202'),
  ),
  warns(
    [13],
    'a property of the success, where another has no body',
    key,
    { responses: { 200: body, 204: null } },
    lacks('after a response of 204'),
  ),
  warns(
    [13],
    'a property of the response that may be left out',
    key,
    { responses: { 200: object({ url: uri }, []) } },
    lacks('where "url" is left out'),
  ),
  warns(
    [13],
    'a property of one media type of the response',
    key,
    { responses: { 200: { content: { 'application/json': body, 'text/csv': text } } } },
    lacks('for a body of text/csv'),
  ),
  {
    ...warns(
      [12, 13],
      'text in one success, and an object in another',
      key,
      { responses: { 200: body, 201: object({ url: other }) } },
      lacks('after a response of 201'),
    ),
  },
  refuses(
    [12],
    'a misspelt property of the response',
    '{$response.body#/urL_}',
    { responses: { 200: body } },
    {
      message: 'The response body has no "urL_"; it has url.',
      remedy: 'Did you mean `{$response.body#/url}`?',
      caret: 'urL_}',
    },
  ),
  warns(
    [12],
    'a property that a failure alone has',
    key,
    { responses: { 200: other, 404: body } },
    lacks('after a response of 200'),
  ),
  finds(
    [12],
    'the response of an operation that declares none',
    key,
    {},
    {
      message: '"$response.body#/url" reads the response body, and the operation declares none.',
      remedy: 'Declare a response with a body.',
      caret: 'body#/url}',
    },
  ),
  finds(
    [12],
    'the response of an operation that answers without a body',
    key,
    { responses: { 204: null } },
    {
      message: '"$response.body#/url" reads the response body, and the operation declares none.',
      remedy: 'Declare a response with a body.',
    },
  ),
  accepts([12], 'a header of the response', '{$response.header.Location}', {
    responses: { 201: { headers: location } },
  }),
  accepts([12], 'a header of the response in another case', '{$response.header.LOCATION}/events', {
    responses: { 201: { headers: location } },
  }),
  finds(
    [12],
    'a header of the response that is not declared',
    '{$response.header.Location}',
    { responses: { 201: body } },
    {
      message: 'The operation has no response header "Location"; it has none.',
      remedy: 'Declare it: responses: { 201: { headers: { "Location": { schema } } } }.',
      caret: 'Location}',
    },
  ),
  finds(
    [12],
    'a misspelt header of the response',
    '{$response.header.Locaton}',
    { responses: { 201: { headers: location } } },
    {
      message: 'The operation has no response header "Locaton"; it has Location.',
      remedy: 'Did you mean `{$response.header.Location}`?',
    },
  ),
  finds(
    [11, 12],
    'a header of the request, read from the response',
    '{$response.header.X-Url}',
    { headers: object({ 'X-Url': uri }) },
    {
      message: 'The operation has no response header "X-Url"; it has none.',
    },
  ),
  {
    rules: [12, 13],
    title: 'a header of the response that may be left out',
    build: () =>
      offering({
        responses: { 201: { headers: { Location: { schema: uri } } } },
        callbacks: { events: calls('{$response.header.Location}') },
      }),
    expected: warned([
      mayLack(
        'There is no call where the header "Location" is left out: "{$response.header.Location}" has no value then.',
      ),
    ]),
  },
  {
    rules: [12, 13],
    title: 'a header that one of two successes has',
    build: () =>
      offering({
        responses: { 201: { headers: location }, 202: null },
        callbacks: { events: calls('{$response.header.Location}') },
      }),
    expected: warned([
      mayLack(
        'There is no call after a response of 202: "{$response.header.Location}" has no value then.',
      ),
    ]),
  },
  {
    rules: [12],
    title: 'a header that is a list of objects',
    build: () =>
      offering({
        responses: {
          201: {
            headers: { 'X-Urls': { required: true, schema: { type: 'array', items: body } } },
          },
        },
        callbacks: { events: calls('{$response.header.X-Urls}') },
      }),
    expected: found({
      code: 'ERR_CALLBACK_SOURCE',
      message: 'The header "X-Urls" is an array, which no URL can hold.',
    }),
  },
]
