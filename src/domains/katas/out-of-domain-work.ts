// Frames of the out-of-domain grammar (out-of-domain.ts): other programming, devices, pictures, mathematics and near misses, one request a line, by theme. Data only.
// `[a|b|]` alternatives, `{name}` a topic of out-of-domain-data.ts, `{name}s` its plural, `a(n)` the fitting article, `{int}` a number.
// None may be readable as a small function over numbers, text, lists, records or dates: those are answered with code.

/** Themes that stand nearest to the katas, in English. */
export const workFrames: Readonly<Record<string, string>> = {
  otherlanguages: `
[write|implement|create|show me|make|code] {otherjob} in {otherlang}
[reverse|build|delete|traverse|print|copy] a linked list in {otherlang}
how do i [write|make|use|test|free] {otherjob} in {otherlang}?
{otherlang} [tutorial|cheat sheet|interview questions|compiler error|for beginners|course|books|history]
[what is|why is] {otherlang} [used for|so hard|so slow|good for|better than {otherlang}|dying]?
{otherlang} or {otherlang}?
translate this {otherlang} [program|class|project|code] [to|into] {otherlang}
[translate|port] my [app|game|website|server] from {otherlang} to {otherlang}
{otherjob} in {otherlang}
how do i install [the {otherlang} compiler|{otherlang} on Windows|packages in {otherlang}|{otherlang}]?
what does [int main|std::vector|malloc|public static void|defer|lambda|impl Trait|yield from] mean in {otherlang}?
who [invented|uses|maintains] {otherlang}?
fix my {otherlang} code: [int main() { return 0; }|printf("hi")|cout << x;|let mut v = Vec::new();|print "hello"|echo $name;|SELECT name FROM users|def f(self): pass|fn main() { loop { } }|System.out.println(x);]
can you [code|program|write a program] in {otherlang}?
write a(n) {otherlang} [script|program|class|module] that [renames my files|scrapes a website|sends e-mails|opens a window|starts a server|talks to a database|blinks an LED|plays a sound]
is {otherlang} [object-oriented|compiled|dead|faster than {otherlang}|free]?`,
  bigprogramming: `
[build|make|create|code|write|develop|program|design|i want|i need|can you make] [me|] a(n) {bigjob}
[build|create|write|make] a(n) {bigjob} [with|in|using] {tech}
[write|make] a(n) {bigjob} [like|for] [{company}|my {spot}|a(n) {job}|my {kin}|{game}]
how [do i|hard is it to|long does it take to|much does it cost to] [build|make|deploy|publish|sell] a(n) {bigjob}?
[a full|a complete|a simple|the source code of my] {bigjob} [in JavaScript|with login|with a database|please|]
add [a login|a database|a search box|dark mode|payments|tests|a chat|comments] to my {bigjob}
what stack should i use for a(n) {bigjob}?
my {bigjob} [is slow|crashes|does not load|was hacked|looks ugly on my phone], [why|help|fix it]
[write|make] a game [like {game}|with a(n) {animal}|in JavaScript|about {muse}|]
clone [{company}|{game}|Twitter|YouTube|WhatsApp]
{bigjob} [tutorial|template|ideas|source code|architecture]
review the code of my {bigjob}
refactor my [whole project|{bigjob}|codebase]
draw the architecture of a(n) {bigjob}
write [a unit test|documentation|a README|a user manual] for my {bigjob}
train a neural network [to recognise {animal}s|on my photos|that plays {game}]
program my [{gadget}|robot|Arduino|lights]`,
  webjs: `
[how do i|how can i|] {domjob} [in JavaScript|with JavaScript|with jQuery|in React|in the browser|]?
[javascript|js] [code|] to {domjob}
write a function that [uploads a file to S3|sends an e-mail to {reader}|draws a(n) {animal}|plays {art}|opens {company}'s page|tells the weather in {city}|reads my mail|talks to {tech}|orders {dish}|books a(n) {vehicle}]
a function to [call my {kin}|get the weather in {city}|buy a(n) {product}|find a(n) {spot}|predict {cup}|translate into {language}|detect faces|recognise speech|print on paper|turn on {device}]
function that [predicts the stock price of {company}|writes a(n) {poem}|knows the {office} of {country}|understands {language}|finds my {gadget}|makes coffee|wins at {game}]
how do i {cssjob} [with CSS|in {tech}|]?
css [to|how to|] {cssjob}
[write|fix|find] the CSS to {cssjob}
[write|explain|optimise|fix] [an SQL|a SQL] query [for|about|over] {sqljob}
sql [to find|to join|for] {sqljob}
[explain|what matches|why is it slow,] this regex: {regexp}
what does this regex do: {regexp}
what does the regular expression {regexp} mean?
html [for|of] a(n) {bigjob}
how do i center a div?
my [button|div|form|image|menu] [is not centered|doesn't show|overlaps|is too small on mobile]
which database fits {sqljob}?`,
  explaincode: `
[explain|what are|what is|how do i use|when do i use|why do we need] {concept} [in JavaScript|to a beginner|with an example|in simple terms|]?
[what is|explain] the difference between {versus}
{versus}
when should i use {concept}?
how does {concept} work [under the hood|in {otherlang}|in the browser|]?
{concept} [explained|tutorial|interview question|best practices|vs {concept}]
is {concept} [the same as {concept}|slow|bad practice|hard to learn|worth learning]?
how does JavaScript [handle memory|run in the browser|differ from {otherlang}|do multithreading|get its name]?
who invented [JavaScript|the web|{tech}|{otherlang}]?
[best|free] [book|course|editor|framework|YouTube channel] [for|to learn] [JavaScript|{concept}|{tech}|web development]
how do i become a better programmer?
why do programmers [prefer dark mode|start at zero|drink so much coffee|hate {otherlang}]?
what's new in ES20{int}?
should i learn [JavaScript|{tech}|{otherlang}] or {otherlang}?`,
  debugging: `
{error}
{error} [what does this mean|how do i fix this|help|why]?
i get "{error}" when i [start {tech}|run my {bigjob}|open {file}|deploy|log in|push]
[what does|why do i get|how do i fix|how to solve] {error} [mean|in {tech}|]?
{error} {trace}
{error} {trace} {trace}
{trace}
my code [does not work|is broken|crashes|freezes], [why|fix it|help|what is wrong]?
why does [my app crash|{tech} not start|nothing happen|my page stay blank|the build fail|my test hang]?
debug [this|my program|my {bigjob}|the server] [please|]
it works on my machine but not on [the server|{tech}|Windows|my {kin}'s phone]
{tech} [is slow|does not start|eats all my memory|keeps crashing|won't update]
how do i read a stack trace?
what is wrong with my [code|{tech} setup|server|loop]?`,
  tools: `
how do i {cli}?
{cli}
{cli} [on Linux|on Windows|on a Mac|please|step by step]
i can't {cli}
how do i {gitjob}?
git [command|how] to {gitjob}
{gitjob}
what is {tech} [used for|]?
[{tech} or {tech}|{tech} alternatives|{tech} pricing|{tech} tutorial]?
is {tech} [free|dead|safe|better than {tech}]?
run [npm install|ls -la|sudo rm -rf|docker compose up|git push --force|ping google.com|ipconfig|python main.py]
[npm install|docker run|git status|sudo apt install|brew install|cd ..|pip install] [fails|not working|permission denied|what does it do|]
write a [Dockerfile|Makefile|GitHub action|bash script|cron job|nginx config|terraform module] for [my {bigjob}|{tech}|a backup]
my [keyboard|mouse|wifi|microphone|screen] does not work
which [laptop|editor|browser|cloud|VPN] do {job}s use?`,
  files: `
{fileact} {file}
[can you|please|how do i|i want to] {fileact} {file}
{fileact} {file} [to {name}|on my {gadget}|for me|and {file}|again]
where [is|are] {file}?
who [deleted|opened|sent me] {file}?
turn [on|off] {device}
[turn up|turn down|check|fix|start|stop] {device} [please|in the kitchen|{when}|]
[merge|combine] these two PDFs
convert [this video|{file}] to [mp4|mp3|PDF|Word|a zip|JPEG]
sort [my inbox|my e-mails by importance|the photos on my phone|my bookshelf|the files on my desktop]
play [{art}|some music|{band}|the news|a podcast about {science}] [on {device}|please|]
call [{name}|my {kin}|the {spot}|a(n) {job}]
shut down my computer
open [Spotify|YouTube|the calculator|{company}'s website|the camera|Google Maps]
search the [web|internet|library] for [{figure}|{plan}|cheap {product}s|{animal} videos]
google {figure}
show me [pictures of {sight}|a map of {city}|videos of {animal}s|my photos from {city}]
restart [the server|my phone|the router|windows]
connect to [the wifi|my printer|the VPN|bluetooth]
empty the trash
how much [battery|memory|disk space] is left?`,
  images: `
[draw|paint|generate|make|create|design|show me|sketch|render] {picture}
[draw|generate|make|create|edit|animate] a(n) {media} of {picture}
a(n) {media} of {picture}
{picture}, [oil painting|photorealistic|4k|watercolour|black and white|in the style of {figure}]
[remove the background from|crop|enhance|colourise|describe|upscale] [this|my] {media}
what [is|do you see] in this {media}?
[make|compose|record|generate] a(n) {sound} [about {muse}|in the style of {band}|for {occasion}|]
who is [this|the man|the woman] in the {media}?
[transcribe|translate|shorten|cut|loop] this [video|recording|podcast|interview|voice message]
make my {media} [brighter|funnier|bigger|look old]
put {clothes} on my {animal} in this {media}
read this [aloud|out loud] [in a deep voice|like {figure}|]
ascii art of a(n) {animal}
what font is this?
what song is this?`,
  maths: `
prove that {theorem}
[prove|show|disprove|give a proof] that {theorem}
[why is it true|how do we know|who proved] that {theorem}?
[solve|find|compute|what is|explain|work out] {calculus}
[what is|explain|who invented] [a matrix|calculus|a limit|an imaginary number|a prime ideal|a vector space|trigonometry|Bayes' theorem|long division|a logarithm|pi|the golden ratio|standard deviation|a p-value|topology|a fractal]?
{name} has {int} [apples|marbles|sweets|stamps] and gives {int} to {name}, then buys {int} more. how many does {name} have?
a(n) {vehicle} leaves {city} at {int} km/h and another leaves {city} at {int} km/h. when do they meet?
{name} is {int} years younger than {name}. together they are {int}. how old is {name}?
if {int} {job}s need {int} days to build a wall, how long do {int} {job}s need?
a farmer has {int} {animal}s and {int} chickens, how many legs are on the farm?
{name} walks {int} km north and {int} km east, how far is {name} from home?
a(n) {product} costs {int} euros more than a(n) {product}, both cost {int}0 euros. what does each cost?
my {kin} is twice as old as {name} was when i was {int}. how old am i?
how many {animal}s fit into [a bus|{sight}|a bathtub|my {spot}]?
i am bad at maths[, help|, why|, can you explain {calculus}|]
check my [homework|proof|algebra test]
the probability of [rain {when}|winning the lottery|meeting a(n) {animal}|life on {planet}]
draw the graph of [sine|a parabola|1/x|tan x]
what are the last digits of pi?
what comes next: [monday, wednesday, friday|O T T F F S S|spring, summer, autumn|do re mi fa]?`,
  nearmisses: `
the average [salary of a(n) {job}|price of a house in {city}|age in {country}|rainfall in {country}|life of a(n) {animal}]
the [maximum|minimum|total|exact] [speed of a(n) {animal}|age of a(n) {job}|weight of {sight}|price of {clothes}|number of stars]
the most frequent [cause of {illness}|name in {country}|question in a(n) {job} interview|word in {book}]
the [first|last|second|longest|shortest] [{office} of {country}|king of {country}|film with {figure}|song of {band}|war in {country}|sentence of {book}]
the sum of human [knowledge|suffering|error]
the [largest|smallest|oldest|youngest] [{animal}|{job}|city|museum|company] in the world
list [the planets|the ingredients of {dish}|the symptoms of {illness}|all members of {band}|the characters of {book}|the books of {figure}|ten {animal}s|the EU countries]
get me [a coffee|the manager|out of here|the number of a(n) {spot}|a list of {spot}s in {city}]
find [the best {spot} in {city}|a(n) {job}|a cure for {illness}|my {kin}|the meaning of {word}|a rhyme for {word}]
count [my blessings|my steps {when}|the {animal}s in this photo|the calories of {dish}]
check [my spelling|the weather|my tyre pressure|if {team} won|whether it rains in {city}|if {spot}s are open {when}|if my {kin} is online|whether {medicine} is safe]
is {name} [older than {figure}|bigger than a(n) {animal}|a good name for a(n) {animal}|a(n) {job}]?
return [to {city}|my library books|the {product} i bought|of the king]
group my [photos by person|colleagues for the picnic|{animal}s]
what is [the value of friendship|the root of all evil|the sum of all fears|a perfect square in {city}|the product of {company}|the object of {game}|the power of love|the difference between a(n) {animal} and a(n) {animal}]?
[multiply|divide] [like rabbits|and conquer|my {plant} by cuttings|my estate between my {kin} and my {kin}]
repeat [after me|what you just said|the last answer in {language}]
[convert|change] [my garage to an office|to {religion}|my {gadget} to solar power|a PDF to Word]
round trip to {city}
which [number|day] is [lucky|unlucky] in {country}?
why is {int} [my lucky number|an unlucky number in {country}|called that]?
[an array of solar panels|a string for my guitar|a record by {band}|a date with {figure}|a key for my {gadget}|an index fund|a column about {subject}|a table for two at the {spot}|a character in {book}|a prime rib for {int} people]
keep [calm|my {plant} alive|the change|only good memories]
merge [onto the motorway|my two Google accounts|the companies {company} and {company}]
double [room in {city}|chin exercises|espresso please|agent {name}]
half marathon in {city} {when}
extract [a tooth|vanilla|oil from {stuff}|teeth of my {animal}]
reverse [{illness}|the ageing process|climate change|a decision by {reader}|my vasectomy]
sort out [my life|the mess in {country}|a fight between my {kin} and my {kin}]
what's the longest [word in {language}|river in {country}|film with {figure}|bridge]?
lower [my rent|my cholesterol|the blinds|the volume]
split [ends|up with my {kin}|second decisions]
how do i calculate my [taxes in {country}|pension|due date|carbon footprint for a flight to {city}]?
who is the [tallest|oldest|richest] {job} [in {country}|of all time|in {city}]?
generate [a logo for {company}|ideas for {occasion}|a(n) {poem}|leads for my {spot}|a business name]`,
};
