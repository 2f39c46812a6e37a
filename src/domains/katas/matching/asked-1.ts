// How people might ask for the skills of levels 1 and 2, in their own words: short, indirect, told as a little story. Only the matcher reads these; tasks
// are never made from them. Data only: phrases of one skill between ` // `, constants as in its forms (`{a}`).

export const asked1: Readonly<Record<string, string>> = {
  'add-constant':
    'shipping is {a}, add that to the price // someone gives me {a} coins on top of the n i already own // tack {a} onto x // n with another {a} thrown in // everyone gets {a} bonus points, what is my score now // the counter should jump ahead by {a} // a delivery fee of {a} comes on top of the order value // my savings grow by {a} today, what do i own then // n kilometers done, {a} more to go, how long is the trip // what will the clock of the counter show after {a} more ticks // move x up by {a} // include a deposit of {a} in the amount',
  'subtract-constant':
    'i spent {a} of my n dollars, how much is in my wallet // knock {a} off the total // deduct a flat fee of {a} from the amount // n short by {a} // the machine eats {a} coins of what i put in, what do i have left // shave {a} from it // a coupon is worth {a}, what is still to pay // we lost {a} points, new score? // the bottle weighs {a}, how heavy is just the content of n grams in total // the battery was at n and {a} got used // somebody ate {a} of the n cookies // go {a} steps back from n // net weight: gross minus a tare of {a}',
  'subtract-from-constant':
    'out of {a} seats n are taken, how many are free // {a} take away x // how much is missing to reach {a} // the distance from n up to {a} // a tank holds {a} liters and n are used, the rest please // i need {a} in total and have n already, how many more // the book has {a} pages and i am on page n, how many pages to go // {a} guests were invited, n did not come, how many showed up // i pay with a {a} bill, what change do i get back // the rest of {a} after removing n // complement of n to {a} // {a} days in the plan, n are over',
  'multiply-constant':
    "each ticket is {a}, what do n tickets come to // {a} times as much as n // scale x by a factor of {a} // n rows of {a} chairs, how many chairs // if one kilo costs {a}, what is the price of n kilos // {a} lots of n // a day's work brings {a}, what do n days bring // n packs with {a} pieces each // every guest drinks {a} glasses, n guests come // a car burns {a} liters per trip, n trips // n weeks at {a} hours a week // monthly fee {a}, cost of n months // blow the number up {a} times",
  'divide-constant':
    'share n evenly among {a} friends // one part when n is split into {a} equal parts // spread the cost n over {a} months // n over {a} // a {a}th part of the value // the amount per person for {a} people // n euros, {a} heirs, equal shares // a cake of n grams cut into {a} pieces, weight of one // the yearly sum n per month would be over {a} months // speed when n kilometers take {a} hours // one {a}th of the amount // how big is each of {a} equal parts of n',
  increment:
    'the next integer after n // bump it by 1 // one more than the input // n plus one // the following whole number // the number right after n // a like was given, update the counter // add one // next page number',
  decrement:
    'the integer just before n // one fewer // take 1 off // n minus one // the previous whole number // the number right before n // one item was sold, update the stock // subtract one // one step down',
  double:
    'two times n // twice as much please // n plus n // give me the value doubled up // the same amount once more on top of itself // x * 2 // the price went up to two times the old one // a second helping of the same size: total // pay both ways, return trip is twice the single one // n added to itself // give me n * 2',
  triple:
    'three times n // n taken thrice // make the value three times bigger // n + n + n // x * 3 // we need enough for three people, one needs n // three equal parts of size n together // n tripled // the value with a factor of three',
  halve:
    'half of n // split n down the middle // 50 percent of the number // n over two // share it fairly between two people // x / 2 // only 50% of what we had // children pay half price // n shared by the two of us // cut it in half // one of two equal parts',
  square:
    'n to the second power // area of a square tile with side n // n squared // x raised to two // n * n // area of a square room with wall length n // the number with itself as factor // n by n grid, how many cells // second power',
  cube: 'volume of a cube with edge n // third power of n // n cubed // n to the power of three // n * n * n // how many little blocks in a big cube n on each side // n three times as a factor // third power of the input',
  'power-constant':
    'raise n to the {a}th power // n to the {a} // n multiplied by itself so that it appears {a} times // exponent {a}, base n // x ** {a} // n to the {a}th // multiply n by itself until there are {a} factors // the {a}th power of the given number // exponentiate n with {a}',
  negate:
    'flip the sign // make positive numbers negative and negative ones positive // minus n // n with the other sign // mirror the number at zero // multiply by minus one // change plus into minus and minus into plus // reverse the sign of a number // a gain becomes a loss of the same size // the additive inverse // times -1',
  'absolute-value':
    'strip the minus sign if there is one // the size of a number regardless of its sign // abs of n // always positive version of the number // magnitude without sign // no matter whether it is plus or minus, i want it positive // the value without its sign // turn negative numbers into positive ones, leave others // modulus of n, so |n|',
  'remainder-constant':
    'n modulo {a} // what remains when n is split into groups of {a} // put n eggs into boxes of {a}, how many eggs do not fit // the rest of the division by {a} // n mod {a} // after handing out as many rounds of {a} as possible, what do i still hold of n // n minutes past full blocks of {a} // what does not fit when i fill rows of {a} with n chairs // modulo by {a}',
  'whole-divide-constant':
    'how many complete groups of {a} fit into n // integer division by {a} // boxes hold {a} apples, how many boxes can i fill with n apples // how often does {a} go into n, ignore the rest // n divided by {a}, rounded down // number of full weeks style: whole {a}s in n // one shirt takes {a} buttons, how many shirts can be finished with n buttons // a ticket costs {a}, how many can i buy with n // pages needed are ignored when not full: n photos, {a} a page, full pages only // quotient without remainder, divisor {a}',
  'last-digit':
    'the digit at the very right of n // final digit of the number // which digit does n end in // the units digit // the rightmost digit // what does the number end with // n mod ten as the last figure // only the ones place',
  'round-nearest':
    "round off to a whole number // closest integer // kill the decimals the usual way, .5 goes up // to the nearest integer // make it a whole number, whichever is closer // 2.4 becomes 2 and 2.6 becomes 3 // standard rounding // i don't want decimals, use the closest integer",
  'round-down':
    'floor of n // drop everything after the decimal point // the biggest integer not above n // cut the fraction away, downwards // only complete units count, lose the fraction // 7.9 becomes 7 // always round towards the smaller whole number // how many whole ones are in n, throw the fraction away // age in full years from a decimal age',
  'round-up':
    'ceiling of n // the smallest integer not below n // always round to the higher whole number // started hours count as full hours // 7.1 becomes 8 // an incomplete one counts as a whole // next integer above if there is a fraction // every started unit has to be paid',
  'square-root':
    'sqrt // root of n // side length of a square with area n // what must be squared to get n // the number whose square is n // edge of a square of area n // the second root // what times itself is n',
  'percent-of':
    '{a} percent of an amount // {a}% of n // the tax is {a} percent, how much tax is in n // a commission of {a} per cent on a sale of n, what do i earn // my share is {a}% of the profit // value added tax is {a}%, how much tax comes with n // how much is {a} percent of it // a fee of {a} percent is charged on n, what is the fee // {a} out of every hundred of n // interest of {a} percent on n for one year',
  'hours-to-minutes':
    'convert hours into minutes // how many minutes are in n hours // a film of n hours lasts how many minutes // minutes for a number of hours // n full hours as minutes // i slept n hours, that is how many minutes // duration given in hours, wanted in minutes // 2 hours is 120, do it for n',
  'cents-to-dollars':
    'cents into dollars // n pennies as dollars // how many euros are n cents // price in cents, wanted in dollars // an integer number of cents as an amount in dollars // 199 is 1.99 // the shop stores prices in cents, show dollars // divide cents into dollars',
  'multiply-then-add':
    'multiply by {a} and then add {b} // a taxi takes {a} per kilometer plus a base fee of {b} // {a} times n plus {b} // {a}n + {b} // entry is {b} and each ride costs {a}, price of n rides // times {a}, plus {b} // a phone call costs {a} a minute and {b} to connect // {a} for every hour of work and {b} for the visit, what does n hours cost // start with n, multiply it by {a}, add {b} to that // linear function with slope {a} and intercept {b} // rent a bike: {b} once and {a} each day, n days',
  'add-then-multiply':
    'add {a} first, then multiply the result by {b} // {b} times the sum of n and {a} // n plus {a}, all of it times {b} // (x + {a}) * {b} // {a} more people join our n, each pays {b}, how much money is that // increase n by {a}, the new number times {b} // put {a} more on n and then take it {b} times // the sum n + {a}, {b} fold // {a} guests extra beside n, {b} drinks for each',
  'multiply-then-subtract':
    'multiply by {a} and subtract {b} from the product // {a} times n less {b} // i sell n items for {a} each and pay {b} rent, what is my profit // times {a}, minus {b} // {a}n - {b} // {a} per piece with a voucher of {b}, n pieces // take n {a} times and remove {b} // n workers each make {a} parts and {b} parts are broken, good parts? // product with {a}, reduced by {b}',
  'subtract-then-multiply':
    'subtract {a}, then multiply by {b} // {b} times the difference of n and {a} // n less {a}, the result times {b} // {a} of n boxes broke, the others sell for {b} each, what do i get // (x - {a}) * {b} // {a} off n first, what remains times {b} // reduce n by {a} and multiply what you have by {b} // the first {a} hours are free, every other costs {b}, n hours // n without {a}, {b} fold',
  'add-then-divide':
    'add {a} then divide by {b} // the sum of n and {a} split into {b} parts // n plus {a}, over {b} // (x + {a}) / {b} // we have n sweets and get {a} more, share them among {b} kids // raise n by {a} and split the result by {b} // n with {a} more, divided among {b} // take the sum of n and {a} and divide it by {b} // the fee of {a} joins the bill n, {b} of us share',
  'divide-then-add':
    'divide by {a} then add {b} // n over {a}, plus {b} // x / {a} + {b} // the bill is split by {a} and everyone adds a tip of {b} // a {a}th part and {b} on top // share n by {a}, then everyone gets {b} more // n divided by {a} first, then increased by {b} // quotient with {a} plus {b}',
  'sum-of-two':
    'add two numbers // a plus b // total of both inputs // what do a and b make together // the two values added up // x + y // apples and pears, how many pieces of fruit // what two prices cost together // put the two amounts in one pot // first plus second // how much are both',
  'difference-of-two':
    'subtract b from a // a minus b // how much is left of a after taking b // the second taken away from the first // x - y // income a, expenses b, what remains // the first reduced by the second // take the second number from the first',
  'product-of-two':
    'multiply two numbers // a times b // both values multiplied // area from width and height // unit price times quantity // x * y // rows and seats per row, how many seats // hours worked and wage per hour, what is the pay // a by b rectangle, its area // multiply both inputs',
  'quotient-of-two':
    'divide a by b // a over b // how many per person if a things go to b people // the first divided by the second // ratio of two numbers // x / y // distance and time given, what is the speed // the first number split by the second // cost per item from the total and the number of items // divide the one by the other',
  'remainder-of-two':
    'a mod b // what is left when a is divided by b // remainder of two numbers // a things packed b to a box, how many are left over // x % y // what does not fit when b go into each group and there are a // a modulo b // left over sweets when a sweets are shared by b kids',
  'power-of-two-numbers':
    'a to the power of b // raise the first number to the second // base a, exponent b // a multiplied by itself b times // x ** y // base and exponent given, the power please // first number to the second number // a with exponent b',
  'sum-of-two-plus-constant':
    'add a and b and another {c} // a plus b plus {c} // the sum of two numbers increased by {c} // both prices together with {c} for shipping // x + y + {c} // main dish and dessert and a service charge of {c} // both numbers and {c}, all added // a, b and {c} together',
  'sum-of-two-times-constant':
    '{c} times the sum of a and b // add two numbers, multiply the result by {c} // the total of both, {c} fold // (x + y) * {c} // a adults and b kids each pay {c}, what do they pay together // add a and b, take that {c} times // both together, each at a price of {c} // what is {c} times what a and b make',
  'average-of-two':
    'mean of a and b // the middle between two numbers // add both and halve // (a + b) / 2 // average two values // two grades, what is their average // the point midway from a to b // half of the sum of two numbers // mean of both values',
  'distance-of-two':
    'how far apart are a and b // absolute difference // difference between two numbers, never negative // |a - b| // age gap of two people // how many years lie between two ages // the gap of two values, whichever is larger // how much do two numbers differ // positive difference of two numbers',
  'sum-of-two-squares':
    'add the squares of both numbers // square each of the two and sum them // a*a + b*b // x^2 + y^2 // both values squared, then added // squares on both short sides added like pythagoras // a to the second plus b to the second // take both numbers squared and add the results',
  'rectangle-perimeter':
    'length of a fence around a field with sides a and b // how long is the edge all the way round a rectangle // 2 * (a + b) // twice the sum of width and height // how much wire goes round a plot a by b // all four sides of a rectangle added // border length of a picture frame from width and height // go once around the pitch',
  'square-plus-constant':
    'n squared plus {a} // multiply n by itself and add {a} // square it, then {a} more // x^2 + {a} // n*n + {a} // times itself, then plus {a} // the square of n, {a} bigger // {a} more than n squared',
  'increase-percent':
    'add {a} percent to n // n grows by {a}% // price including {a}% tax // a raise of {a} per cent on salary n // put {a}% on top // everything gets {a} percent dearer, what does it cost now // n with {a} percent interest added // after growth of {a} percent // net price n, tax {a}%, gross price',
  'decrease-percent':
    'take {a} percent off n // {a}% discount on the price n // n shrinks by {a} per cent // sale: everything {a}% cheaper, new price // price n reduced by {a}% // what do i pay for n with {a} percent off // staff get {a}% rebate // n after losing {a} percent of it // black friday minus {a}%',
  'celsius-to-fahrenheit':
    'convert celsius into fahrenheit // degrees c as degrees f // temperature n celsius for an american // c to f // the weather says n celsius, my american friend wants fahrenheit // from celsius to fahrenheit // 100 celsius is 212, other values too // how many fahrenheit is n celsius',
  'fahrenheit-to-celsius':
    'convert fahrenheit into celsius // degrees f as degrees c // american temperature to european // f to c // the oven shows n fahrenheit, i need celsius // from fahrenheit to celsius // 212 fahrenheit is 100, other values too // how many celsius is n fahrenheit',
  'round-to-multiple':
    'round n to the closest multiple of {a} // nearest {a} // to steps of {a}, rounded // round to the nearest {a}s // prices always in steps of {a}, closest one // to the closest full {a} // round in units of {a} // nearest number that {a} divides',
  'tens-digit':
    'second digit from the right // the digit in the tens place // which digit counts the tens of n // the digit just before the last one // the 4 in 1742 // second last digit of a number // figure on the tens position',
  'round-two-decimals':
    'round to cents // two decimal places // round to 2 digits behind the point // hundredths precision // like money: two places after the point // keep hundredths, round the rest // 3.14159 should be 3.14 // cut to cents, rounding properly',
};
