import 'reflect-metadata'
import {
  Body,
  ClassSerializerInterceptor,
  Controller,
  Get,
  HttpCode,
  Module,
  Param,
  Post,
  Query,
  SerializeOptions,
  UseInterceptors,
  ValidationPipe,
  type Type,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Expose, Transform, Type as TypeOf } from 'class-transformer'
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator'
import type { Contestant, Workload } from '../contestant.d.ts'
import { listItems, manyPaths, priceOrder, receiveInvoice } from '../routes.js'

class InvoiceQuery {
  @IsOptional() @IsUrl({ require_tld: false, require_protocol: true }) callback_url?: string
}

/** A class for each route, as each route of an app has its own. */
function createInvoice() {
  class Invoice {
    @IsString() id!: string
    @IsOptional() @IsString() title?: string
    @IsString() customer!: string
    @IsNumber() total!: number
  }
  return Invoice
}

const Invoice = createInvoice()
type Invoice = InstanceType<typeof Invoice>

class ItemsParams {
  @TypeOf(() => Number) @IsInt() shop!: number
}

class ItemsQuery {
  @TypeOf(() => Number) @IsInt() @Min(1) page!: number
  @TypeOf(() => Number) @IsInt() @Min(1) @Max(100) limit!: number
  @Transform(({ value }) => ({ true: true, false: false })[value as string] ?? value)
  @IsBoolean()
  active!: boolean
  @TypeOf(() => Number) @IsNumber() min!: number
  @IsIn(['price', 'name']) sort!: string
}

class Line {
  @Expose() @IsString() @MinLength(1) sku!: string
  @Expose() @IsString() name!: string
  @Expose() @IsInt() @Min(1) quantity!: number
  @Expose() @IsNumber() price!: number
}

class Order {
  @IsString() customer!: string
  @IsArray() @ValidateNested({ each: true }) @TypeOf(() => Line) lines!: Line[]
}

class PricedLine extends Line {
  @Expose() amount!: number
}

class OrderAnswer {
  @Expose() customer!: string
  @Expose() @TypeOf(() => PricedLine) lines!: PricedLine[]
}

@Controller()
class Invoices {
  @Post('/invoices')
  @HttpCode(200)
  create(@Query() _query: InvoiceQuery, @Body() invoice: Invoice) {
    return receiveInvoice(invoice)
  }
}

@Controller()
class Items {
  @Get('/shops/:shop/items')
  list(@Param() { shop }: ItemsParams, @Query() query: ItemsQuery) {
    return listItems(shop, query)
  }
}

@Controller()
@UseInterceptors(ClassSerializerInterceptor)
class Orders {
  @Post('/orders')
  @HttpCode(200)
  @SerializeOptions({ type: OrderAnswer, strategy: 'excludeAll' })
  create(@Body() order: Order) {
    return priceOrder(order)
  }
}

/** What the decorators do, for as many routes as there are. */
function createMany(): Type {
  class Many {}
  const methods = Many.prototype as unknown as Record<string, (...values: never[]) => unknown>
  for (const path of manyPaths()) {
    methods[path] = (_query: InvoiceQuery, invoice: Invoice) => receiveInvoice(invoice)
    Query()(Many.prototype, path, 0)
    Body()(Many.prototype, path, 1)
    Reflect.defineMetadata(
      'design:paramtypes',
      [InvoiceQuery, createInvoice()],
      Many.prototype,
      path,
    )
    const descriptor = Object.getOwnPropertyDescriptor(methods, path)!
    HttpCode(200)(Many.prototype, path, descriptor)
    Post(path)(Many.prototype, path, descriptor)
  }
  Controller()(Many)
  return Many
}

const controllers: Record<Workload, () => Type> = {
  invoices: () => Invoices,
  items: () => Items,
  orders: () => Orders,
  'start-up': createMany,
}

export const contestant: Contestant = {
  title: 'NestJS 12 on Express, ValidationPipe',
  checks: true,
  coerces: true,
  filters: true,
  start: async (workload) => {
    class App {}
    Module({ controllers: [controllers[workload]()] })(App)
    const app = await NestFactory.create(App, { logger: false })
    app.useGlobalPipes(new ValidationPipe({ transform: true }))
    await app.listen(0, '127.0.0.1')
    return app.getHttpServer()
  },
}
