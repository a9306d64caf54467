import 'reflect-metadata'
import { Body, Controller, HttpCode, Module, Post, Query, type Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import {
  ApiCallbacks,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  DocumentBuilder,
  SwaggerModule,
} from '@nestjs/swagger'
import type { Builder } from '../builder.d.ts'

class InvoiceQuery {
  @ApiPropertyOptional({ format: 'uri' }) callback_url?: string
}

/** Classes for each operation, as the others have schemas for each. */
function createModels(index: number) {
  class Invoice {
    @ApiProperty() id!: string
    @ApiPropertyOptional() title?: string
    @ApiProperty() customer!: string
    @ApiProperty() total!: number
  }
  class Answer {
    @ApiProperty() msg!: string
  }
  class Paid {
    @ApiProperty() description!: string
    @ApiProperty() paid!: boolean
  }
  const models = { Invoice, Answer, Paid }
  for (const [name, model] of Object.entries(models))
    Object.defineProperty(model, 'name', { value: `${name}${index}` })
  return models
}

function createController(count: number): Type {
  class Invoices {}
  const prototype = Invoices.prototype as unknown as Record<string, () => unknown>
  for (let index = 0; index < count; index += 1) {
    const name = `create${index}`
    prototype[name] = () => ({ msg: 'Received' })
    decorate(prototype, name, index)
  }
  Controller()(Invoices)
  return Invoices
}

/** What the decorators do on a method. */
function decorate(prototype: object, name: string, index: number): void {
  const { Invoice, Answer, Paid } = createModels(index)
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!
  Query()(prototype, name, 0)
  Body()(prototype, name, 1)
  Reflect.defineMetadata('design:paramtypes', [InvoiceQuery, Invoice], prototype, name)
  const decorators = [
    HttpCode(200),
    ApiOperation({ summary: `Create an invoice of kind ${index}` }),
    ApiOkResponse({ type: Answer }),
    ApiExtraModels(Paid),
    ApiCallbacks({
      name: 'paid',
      callbackUrl: '{$request.query.callback_url}/invoices/{$request.body#/id}',
      method: 'post',
      requestBody: { type: Paid },
      expectedResponse: { status: 200 },
    }),
    Post(`/invoices-${index}`),
  ]
  for (const decorator of decorators) decorator(prototype, name, descriptor)
}

export const builder: Builder = {
  title: '@nestjs/swagger 12',
  prepare: async (count) => {
    class App {}
    Module({ controllers: [createController(count)] })(App)
    const app = await NestFactory.create(App, { logger: false })
    const config = new DocumentBuilder().setTitle('Bench').setVersion('1.0.0').build()
    return () => SwaggerModule.createDocument(app, config)
  },
}
