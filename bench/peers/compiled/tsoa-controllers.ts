import { Body, Controller, Get, Path, Post, Query, Route } from '@tsoa/runtime'
import { listItems, priceOrder, receiveInvoice } from '../routes.js'

interface Invoice {
  id: string
  title?: string
  customer: string
  total: number
}

interface InvoiceAnswer {
  msg: string
}

interface Line {
  /** @minLength 1 */
  sku: string
  name: string
  /**
   * @isInt
   * @minimum 1
   */
  quantity: number
  price: number
}

interface Order {
  customer: string
  lines: Line[]
}

interface PricedLine extends Line {
  amount: number
}

interface OrderAnswer {
  customer: string
  lines: PricedLine[]
}

interface ItemsAnswer {
  shop: number
  page: number
  limit: number
  active: boolean
  min: number
  sort: 'price' | 'name'
}

@Route('invoices')
export class InvoicesController extends Controller {
  /**
   * @param callback_url a URL
   * @pattern callback_url ^https?://\S+$
   */
  @Post()
  create(@Body() invoice: Invoice, @Query() callback_url?: string): InvoiceAnswer {
    void callback_url
    return receiveInvoice(invoice)
  }
}

@Route('shops')
export class ItemsController extends Controller {
  /**
   * @isInt shop
   * @isInt page
   * @minimum page 1
   * @isInt limit
   * @minimum limit 1
   * @maximum limit 100
   */
  @Get('{shop}/items')
  list(
    @Path() shop: number,
    @Query() page: number,
    @Query() limit: number,
    @Query() active: boolean,
    @Query() min: number,
    @Query() sort: 'price' | 'name',
  ): ItemsAnswer {
    return listItems(shop, { page, limit, active, min, sort })
  }
}

@Route('orders')
export class OrdersController extends Controller {
  @Post()
  create(@Body() order: Order): OrderAnswer {
    return priceOrder(order)
  }
}
