// Frames of the out-of-domain grammar (out-of-domain.ts): what people ask about the world, one request a line, by theme. Data only.
// `[a|b|]` alternatives, `{name}` a topic of out-of-domain-data.ts, `{name}s` its plural, `a(n)` the fitting article, `{int}` a number.
// None may be readable as a small function over numbers, text, lists, records or dates: those are answered with code.

/** Themes from weather to translation, in English. */
export const worldFrames: Readonly<Record<string, string>> = {
  weather: `
what [is|'s|will be] the weather [like|] in {city} {when}?
[will|is] it [going to|] [rain|snow|be sunny|be windy|freeze] in {city} {when}?
[do|should] i [need|take|bring] an umbrella [in {city}|] {when}?
how [hot|cold|warm|humid|windy] is it in {city} [right now|today]?
weather {city}
weather forecast [for|] {city} {when}
{city} [temperature|forecast|humidity|pollen count|air quality|snow report] {when}
the average [rainfall|temperature|humidity|snowfall|sunshine] in {city}
how much does it rain in {country} [in July|in winter|every year]?
[is|was] there a [storm|hurricane|flood|heat wave|drought|tornado] in {country} {when}?
when [does the sun rise|does the sun set|is high tide|does the rainy season start] in {city}?
which month is the [coldest|driest|wettest|hottest] in {country}?
[lovely|awful|strange] weather {when}, [isn't it|don't you think]?
can i [plant {stuff}|dry my laundry outside|go sailing|have a picnic] {when}?
will there be enough snow for skiing in {country} {when}?`,
  news: `
what [is|'s] [happening|new|going on] in {country} [today|right now|]?
[tell me|show me|read me|what is] the [latest|] news [about|from] [{country}|{company}|{team}|{planet}|{figure}]
who [won|is going to win|hosts|lost] {cup} [this year|in {year}|]?
what did the {office} [of {country}|] say [yesterday|today|about {subject}]?
is {company} [going bankrupt|buying {company}|laying off people|a good employer|closing in {city}]?
how [old|tall|rich] is the {office} [of {country}|]?
who is the {office} of {country}?
latest headlines [please|]
what's trending [on Twitter|on TikTok|in {country}] {when}?
is there a strike [of the {vehicle} drivers|at {city} airport] {when}?
stock price of {company} [today|right now|]
why [did|does] {company} [raise its prices|stock fall|have a new boss|lose its lawsuit]?
has {country} [elected a new {office}|joined the EU|declared war|qualified for {cup}]?
[when is|who votes in|what are the polls for] the next election in {country}?
breaking news
what's the [score|result|lineup] [of|in] {team} against {team}?`,
  history: `
[when|why|how|where] did {event} [begin|start|happen|end]?
what [caused|were the causes of|were the results of|was the importance of] {event}?
who was {figure}?
[tell me about|what do you know about|explain|describe] {event}
[when|where|why] [was {figure} born|did {figure} die]?
in [what|which] year [was {event}|did {event} take place|was {figure} born]?
the date of {event}
who invented {invention}?
[when|where|how] was {invention} invented?
what did {figure} [say about {think}|eat for breakfast|invent|write|believe in|look like]?
what would have happened without {event}?
[did|could] {figure} [ever meet {figure}|speak {language}|swim|visit {city}|play chess]?
how did people [wash|cook|travel|sleep|dress|tell the time] [in the Middle Ages|in ancient Rome|before {invention}|in {year}]?
who [built|destroyed|owns|designed] {sight}?
list [all|] the [kings|queens|rulers|capitals|wars|constitutions] of {country}
timeline of {event}
five facts about [{figure}|{event}|{country}|{planet}]
who ruled {country} in {year}?
why is {figure} so famous?
compare {event} [with|to|and] {event}`,
  geography: `
what [is|'s] the capital [city|] of {country}?
capital of {country}
what [is|'s] the {superlative} [in|of] {country}?
{superlative} in {country}
[where|what] is {sight}?
how {unit} is {sight}?
which [countries|seas|rivers] [border {country}|touch {country}|surround {country}]?
is {city} [in {country}|the capital of {country}|bigger than {city}|near the sea|safe at night]?
how many [people|inhabitants|islands|states|volcanoes|airports] [live in|are there in|has] {country}?
the number of [people|cars|lakes|castles|bakeries|cows] in [{country}|{city}]
population of [{country}|{city}]
[how far is it|what is the distance|how long does it take] from {city} to {city}?
what time is it in {city} [now|]?
what [languages|currency|religion] [do they speak|do they use|is common] in {country}?
which [continent|time zone|hemisphere] is {country} in?
what does the flag of {country} look like?
[name|list|give me] [five|three|ten|all] [cities|rivers|mountains|islands|provinces] [in|of] {country}
find the shortest route from {city} to {city}
draw a map of {country}
is {country} [a democracy|in NATO|larger than {country}|a rich country|in Europe]?
what are people from {city} called?`,
  people: `
who is {figure} [married to|the {kin} of|]?
is {figure} [still alive|dead|a vegetarian|left-handed|on Instagram]?
how {unit} is {figure}?
what is {figure}'s [real name|net worth|best work|favourite food|phone number|zodiac sign]?
who is [older|taller|richer|more famous], {figure} or {figure}?
biography of {figure}
what would {figure} [think of|say about] [{subject}|{think}|{product}]?
[who played|who sang|who directed|who wrote|who painted] [{film}|{art}|{book}]?
do you know {name} [from {city}|, the {job}|]?
where does {figure} live?
find the address of {name} [in {city}|]
what's my [name|{kin}'s name|birthday|favourite colour|address|phone number]?
which famous people [come from {city}|were born in {year}|hate {sport}]?`,
  science: `
[explain|what is|how does one explain|tell me about] {science} [to a child|in simple words|to my {kin}|]
why {why}?
how does {science} work?
how [far|big|hot|old|heavy] is {planet}?
is there [life|water|ice|gold] on {planet}?
what is the function of the {organ}?
what does the {organ} do?
the role of the {organ}
[how long do|what do|where do|how fast do|when do] {animal}s [live|eat|sleep|run|mate]?
is a(n) {animal} a [mammal|reptile|good pet|fish|predator]?
which is [faster|heavier|smarter|stronger], a(n) {animal} or a(n) {animal}?
the average [height|weight|lifespan|speed|price] of a(n) {animal}
can [a(n) {animal}|humans|plants] [feel pain|see colours|survive on {planet}|live without sleep|count]?
what happens if [you fall into a black hole|the sun goes out|you mix bleach and vinegar|the earth stops spinning|you eat a(n) {plant}]?
what's the [boiling point|chemical symbol|density|half-life|melting point|colour] of [gold|water|mercury|uranium|helium|lead|carbon]?
who discovered {science}?
balance the equation of [burning methane|rust|photosynthesis]
how many [bones|muscles|teeth|cells|hearts|legs] does a(n) [{animal}|human|spider] have?
is {planet} a planet?
who was the first [man|woman|dog] on {planet}?`,
  health: `
i have {symptom}[, what should i do|, is it serious|, can you help|, should i see a doctor|]?
what [helps against|is the cause of|can i do about|to do against] {symptom}?
my {kin} has {symptom}
my {kin} has {illness}[, can you help|, will it pass|]
[what are the symptoms of|how do you treat|what causes|is there a cure for|can you die of] {illness}?
do i have {illness}?
can i take {medicine} [with alcohol|when pregnant|and {medicine} together|for {symptom}|every day]?
how much {medicine} [is safe|should my {kin} take|can i take a day]?
side effects of {medicine}
is {food} [healthy|good for {illness}|fattening|safe for my {kin}|bad for the teeth]?
how do i [lose weight|lower my blood pressure|get rid of {symptom}|live longer|raise my iron|boost my immune system]?
i am {int} weeks pregnant, can i [eat {stuff}|fly|take {medicine}|run]?
how many calories [are in|has|are there in] a(n) {food}?
count the calories in a(n) {food}
[best|healthiest] diet for {illness}
am i too [fat|thin|old|short|pale|weak]?
which [doctor|vitamin|exercise|tea] is good for {symptom}?
is {illness} contagious?
book an appointment with a(n) {job}
my {animal} has {symptom}[, shall i call the vet|]?`,
  emergency: `
help! {emergency}
{emergency}
{emergency}, what do i do?
{emergency}!! [hurry|please help|call an ambulance|quick]
call [911|112|an ambulance|the police|the fire brigade|my {kin}] [now|please|]
emergency, {emergency}
[it's urgent|SOS|help me now]: {emergency}
should i go to the hospital? {emergency}`,
  law: `
can i [sue|complain|go to court|appeal] [because of|over|for] {law}?
[what are my rights|what can i do|who pays|do i need a lawyer] [with|in a case of|after] {law}?
is it [legal|illegal|allowed] to [park here|own a(n) {animal}|record a call|drink in public|fly a drone in {city}|work without a contract] [in {country}|]?
my landlord [keeps my deposit|wants more rent|won't fix the {gadget}|enters my flat], [is that legal|what now|can he do that]?
how do i [write|get|contest|get out of] {law}?
explain {law} to me
what is the punishment for [theft|speeding|tax fraud|graffiti|perjury] in {country}?
do i need a visa for {country}?
how long does {law} take in {country}?
what does article {int} of the constitution [of {country}|] say?
write a legal letter about {law}
lawyer for {law} in {city}
can my boss [fire me|read my mail|refuse my holiday|film me] [because of {symptom}|without notice|]?`,
  money: `
should i [invest in|buy|sell|put my money into|get out of] {money} [now|this year|]?
is {money} a [good idea|scam|safe investment|risk|waste] [for a(n) {job}|at my age|]?
how do i [get rid of|get|pay off|save for|apply for|cancel] {money}?
[double|triple|increase|raise] my [salary|income|savings|followers|pension] [without working|this year|somehow|please]
how can i double my [salary|money|income] in a year?
how [much|] does a(n) {job} earn in {country}?
average salary of a(n) {job} in {city}
what is the exchange rate of the [dollar|euro|yen|pound|franc|peso] today?
convert [euros|dollars|pounds|yen] to [dollars|pounds|kroner|rupees] at today's rate
is it a good time to buy [{company}|{company} shares|a house in {city}|gold]?
will [bitcoin|the market|{company}|the housing market|the oil price] [crash|go up|recover|fall] {when}?
what will {money} be worth in ten years?
the value of my [house|car|stamp collection|old coins|violin] [in {city}|]
how do i [open a bank account|do my taxes|become rich|retire early|ask for a raise|haggle] in {country}?
transfer {int} [euros|dollars|pounds] to {name}
what's my [bank balance|credit score|PIN|account number]?
who pays [taxes|rent|alimony|the bill] in {country}?
why is {food} so expensive [now|in {city}|]?`,
  cooking: `
[recipe|a recipe|give me a recipe|i need a good recipe] for {dish}
how do i [make|cook|bake|prepare|freeze|season|reheat] {dish}?
what can i [cook|make|bake] with {stuff}, {stuff} and {stuff}?
[what|anything] should i [cook|eat|serve] {when}?
can i [replace|swap|substitute] {stuff} [with|by|for] {stuff} [in {dish}|]?
what goes [well|] with {dish}?
how long [do i boil|should i bake|can i keep|to cook|do you roast] [{dish}|{stuff}|an egg]?
is {stuff} [vegan|gluten-free|still good after a week|halal|better fresh]?
which wine [goes|] with {dish}?
my {dish} is too [salty|dry|thin|spicy|sweet|burnt], [what now|can i save it|help]
[vegan|vegetarian|quick|cheap|fancy|kosher|low-carb] {dish} [recipe|for {int} people|for {occasion}|]
how do you peel {stuff}?
what is the secret of a good {dish}?
{dish}
the best {dish} in {city}
order [a pizza|{dish}|{food}|sushi for two] [please|to my office|]
why does {stuff} [go bad|smell|turn brown|stick to the pan]?
i am {mood} and hungry
a menu for {occasion}
how many eggs [go into|do i need for] {dish}?`,
  travel: `
[book|find|get|reserve] [me|] [a|the cheapest|the next] {vehicle} [ticket|] [from {city}|] to {city} [{when}|]
when [does|is] the [next|last|first] {vehicle} [to|from] {city} [leave|arrive|]?
is my {vehicle} to {city} [delayed|cancelled|on time]?
check if my flight to {city} is delayed
what should i [see|do|eat|avoid|wear|visit] in {city} [with children|{when}|in two days|with my {kin}]?
[plan|organise|help me plan|suggest] {plan}
is {country} [safe|expensive|worth visiting|beautiful in winter] [for tourists|{when}|]?
where can i find a [good|cheap|nice] {spot} [near me|in {city}|nearby|that is open {when}]?
nearest {spot}
{spot} [near me|in {city}|open now]
do i need [a visa|a vaccination|cash|an adapter|a car] [for|in] {country}?
how do i get [to the airport|to {sight}|from {city} to {city}] by {vehicle}?
what to pack for [{country}|{occasion}|a(n) {vehicle} trip]
i lost my [passport|luggage|ticket|{kin}|wallet] in {city}
which is nicer, {city} or {city}?
opening hours of [{sight}|the {spot} in {city}]
cancel my [hotel|{vehicle} ticket|booking in {city}|reservation]
call me a taxi [to the {spot}|to {city}|]
[three|ten|five] things to do in {city}
the best time to visit {country}
translate the menu of a(n) {spot} in {city}`,
  creative: `
[write|compose|make up|can you write|please write|i need|give me] a(n) {poem} about {muse}
[write|tell me|invent|make up|start|i want] a(n) {tale} about {muse}
[write|tell] [me|us] a(n) {tale} {manner}
write a(n) {poem} {manner}
a(n) {tale} about {muse} {manner}
a(n) {poem} for {occasion}
continue the {tale}: once upon a time there was a(n) {animal} [in {city}|who loved {stuff}|called {name}]
sing [me|] a(n) {poem} [about {muse}|]
write [the lyrics of|] a song about {muse} [like {band}|]
[give me|suggest|think of|i need] [ideas|a title|a plot|a name|a first line] for a(n) {tale} about {muse}
describe {muse} [in one sentence|like {figure}|poetically]
what rhymes with [orange|love|{food}|heart|month|{animal}]?
{figure} meets {figure}, write the {tale}
write a(n) {tale} about {muse}
[write|make] a rap battle between {figure} and {figure}
[name|a name] for my [{animal}|band|new {spot}|boat|{product} brand|novel about {muse}]
a(n) {poem} in {language}
end this {tale} with a surprise`,
  translation: `
[translate|please translate|can you translate] ["{saying}"|{saying}] [into|to] {language}
how do you say ["{saying}"|{word}|{saying}] in {language}?
what [does|is] "{saying}" [mean in|in] {language}?
what's the {language} word for [{animal}|{food}|love|{job}|{gadget}|{kin}]?
how do you [spell|pronounce] {word} [in {language}|]?
what does {word} mean?
[meaning|origin|definition|etymology|synonym] of {word}
what is the difference between {grammar}?
[teach me|help me learn|how long does it take to learn|is it hard to learn] {language}
do you speak {language}?
[conjugate|explain] the verb to [be|go|have|sleep|eat] in {language}
what does the saying "{idiom}" mean?
where does "{idiom}" come from?
use {word} in a sentence
is {language} [related to|harder than|older than] {language}?
the alphabet in {language}
[speak|talk to me|answer] in {language}
what language is "{saying}"?
translate this [page|song|letter|e-mail|manual] [from {language}|] into {language}
correct my {language} [please|]: {saying}`,
};
