// Frames of the out-of-domain grammar (out-of-domain.ts): sentences in other human languages, one a line, and single words and signs. Data only.
// `[a|b|]` alternatives, `{name}` a topic of out-of-domain-data.ts, `{name}s` its plural, `a(n)` the fitting article, `{int}` a number.
// None may be readable as a small function over numbers, text, lists, records or dates: those are answered with code.

/** Casing and end marks vary; nothing English is put around them. */
export const foreignFrames: Readonly<Record<string, string>> = {
  spanish: `
[¿|]dónde está [la estación|el baño|mi hermano|la playa|el hospital|mi perro]?
[¿|]qué tiempo hace [en Madrid|hoy|mañana|en la montaña]?
[hola|buenos días|buenas noches], [¿|]cómo [estás|te llamas|va todo]?
me gusta [mucho|] [el chocolate|bailar|la música|viajar|mi trabajo]
[escribe|cuéntame] [un poema|una historia|un chiste] sobre [el mar|mi gato|la luna|el amor]
[¿|]quién [ganó el partido|fue Simón Bolívar|es el presidente de Perú|pintó el Guernica]?
tengo [hambre|dolor de cabeza|miedo|mucho sueño|fiebre]
[¿|]cuánto cuesta [un billete a Sevilla|el alquiler|este coche|un café]?
[gracias|muchas gracias] por [todo|tu ayuda|la cena]
necesito [un médico|ayuda con mis deberes|una receta de paella|un abogado]
[¿|]puedes [ayudarme|hablar español|explicarme la fotosíntesis|traducir esta carta]?
mañana voy [al cine|a la playa|al dentista] con [mi madre|mis amigos]
la casa de mi [abuela|tío] es muy [grande|vieja|bonita]`,
  french: `
où [est la gare|sont les toilettes|se trouve la pharmacie|habite ta sœur] ?
quel temps fait-il [à Paris|aujourd'hui|demain|à Lyon] ?
[bonjour|salut|bonsoir], [comment ça va|comment tu t'appelles|ça va] ?
j'aime [beaucoup|] [le fromage|danser|la mer|les chats|mon village]
[écris|raconte-moi] [un poème|une histoire|une blague] sur [la mer|mon chien|la pluie|l'amour]
qui [a gagné le match|était Napoléon|est le président de la France|a peint la Joconde] ?
j'ai [faim|mal à la tête|peur|sommeil|de la fièvre]
combien coûte [un billet pour Nice|cette voiture|le pain|un café] ?
merci [beaucoup|pour tout|pour ton aide]
je voudrais [un café|réserver une table|parler à un médecin|une recette de crêpes]
peux-tu [m'aider|parler français|expliquer la gravité|traduire cette lettre] ?
demain je vais [au cinéma|à la plage|chez le dentiste] avec [ma mère|mes amis]
pourquoi [le ciel est-il bleu|es-tu triste|les chats ronronnent-ils] ?`,
  german: `
wo [ist der Bahnhof|ist die Toilette|wohnt deine Schwester|gibt es hier ein Hotel]?
wie [wird|ist] das Wetter [in Berlin|morgen|heute|am Wochenende]?
[hallo|guten Morgen|guten Abend|servus], [wie geht's|wie heißt du|was machst du]?
ich [mag|liebe|hasse] [Schokolade|Fußball|meinen Beruf|den Winter|Katzen]
[schreib|erzähl mir] [ein Gedicht|eine Geschichte|einen Witz] über [das Meer|meinen Hund|den Mond|die Liebe]
wer [hat das Spiel gewonnen|war Goethe|ist der Bundeskanzler|malte die Mona Lisa]?
ich habe [Hunger|Kopfschmerzen|Angst|Fieber|keine Lust]
was kostet [eine Fahrkarte nach Hamburg|das Auto|ein Kaffee|die Miete]?
[danke|vielen Dank] [für deine Hilfe|für alles|]
ich brauche [einen Arzt|Hilfe bei den Hausaufgaben|ein Rezept für Gulasch|einen Anwalt]
kannst du [mir helfen|Deutsch sprechen|die Photosynthese erklären|diesen Brief übersetzen]?
morgen gehe ich [ins Kino|an den Strand|zum Zahnarzt] mit [meiner Mutter|Freunden]
warum [ist der Himmel blau|bist du traurig|schnurren Katzen]?`,
  italian: `
dov'è [la stazione|il bagno|mio fratello|la farmacia]?
che tempo fa [a Roma|oggi|domani|a Milano]?
[ciao|buongiorno|buonasera], [come stai|come ti chiami|tutto bene]?
mi piace [molto|] [la pizza|ballare|il mare|cantare|la mia città]
[scrivi|raccontami] [una poesia|una storia|una barzelletta] [sul mare|sulla luna|sul mio gatto]
chi [ha vinto la partita|era Garibaldi|è il presidente italiano|ha dipinto la Gioconda]?
ho [fame|mal di testa|paura|sonno|la febbre]
quanto costa [un biglietto per Napoli|questa macchina|un caffè]?
grazie [mille|di tutto|per l'aiuto]
vorrei [un caffè|prenotare un tavolo|una ricetta per le lasagne|parlare con un medico]
puoi [aiutarmi|parlare italiano|spiegarmi la gravità|tradurre questa lettera]?
domani vado [al cinema|al mare|dal dentista] con [mia madre|gli amici]`,
  portuguese: `
onde fica [a estação|o banheiro|a praia|o hospital]?
como está o tempo [em Lisboa|hoje|amanhã|no Rio]?
[olá|bom dia|boa noite], [tudo bem|como você se chama|como vai]?
eu gosto de [chocolate|dançar|futebol|viajar|gatos]
[escreva|conte] [um poema|uma história|uma piada] sobre [o mar|o meu cão|a lua]
quem [ganhou o jogo|foi Vasco da Gama|é o presidente do Brasil]?
estou com [fome|dor de cabeça|medo|saudade|febre]
quanto custa [uma passagem para o Porto|este carro|um café]?
[obrigado|obrigada] [por tudo|pela ajuda|]
preciso de [um médico|ajuda com a lição de casa|uma receita de bolo]
você pode [me ajudar|falar português|explicar a gravidade|traduzir esta carta]?`,
  polish: `
gdzie jest [dworzec|toaleta|mój brat|apteka]?
jaka [jest|będzie] pogoda [w Warszawie|dzisiaj|jutro|w Gdańsku]?
[cześć|dzień dobry|dobry wieczór], [jak się masz|jak masz na imię|co słychać]?
lubię [czekoladę|tańczyć|piłkę nożną|koty|moją pracę]
[napisz|opowiedz] [wiersz|historię|żart] o [morzu|moim psie|księżycu]
kto [wygrał mecz|jest prezydentem Polski|napisał Pana Tadeusza]?
[jestem głodny|boli mnie głowa|mam gorączkę|nie mogę spać]
ile kosztuje [bilet do Krakowa|ten samochód|kawa]?
dziękuję [bardzo|za pomoc|za wszystko]
czy możesz [mi pomóc|mówić po polsku|przetłumaczyć ten list]?
jutro idę [do kina|do dentysty|na spacer] z [mamą|przyjaciółmi]`,
  turkish: `
[istasyon|tuvalet|eczane|kardeşim] nerede?
[İstanbul'da|bugün|yarın|Ankara'da] hava nasıl?
[merhaba|günaydın|iyi akşamlar], [nasılsın|adın ne|ne haber]?
[çikolatayı|futbolu|kedileri|denizi|işimi] [çok|] seviyorum
[deniz|köpeğim|ay|aşk] hakkında bir [şiir|hikaye|fıkra] [yaz|anlat]
[maçı kim kazandı|Atatürk kimdir|Türkiye'nin cumhurbaşkanı kim]?
[karnım aç|başım ağrıyor|ateşim var|uyuyamıyorum]
[bir kahve|bu araba|İzmir'e bilet] ne kadar?
[teşekkür ederim|çok teşekkürler|yardımın için sağ ol]
[bana yardım eder misin|Türkçe biliyor musun|bu mektubu çevirir misin]?
yarın [annemle|arkadaşlarımla] [sinemaya|dişçiye|denize] gidiyorum`,
  swedish: `
var [ligger stationen|är toaletten|bor din bror|finns det ett apotek]?
hur [är|blir] vädret [i Stockholm|idag|imorgon|i Göteborg]?
[hej|god morgon|god kväll], [hur mår du|vad heter du|läget]?
jag [gillar|älskar|hatar] [choklad|fotboll|att dansa|katter|vintern]
[skriv|berätta] [en dikt|en saga|ett skämt] om [havet|min hund|månen]
vem [vann matchen|är kung i Sverige|skrev Pippi Långstrump]?
jag [är hungrig|har ont i huvudet|har feber|kan inte sova]
vad kostar [en biljett till Malmö|den här bilen|en kaffe]?
tack [så mycket|för hjälpen|för allt]
kan du [hjälpa mig|prata svenska|översätta det här brevet]?
imorgon ska jag [på bio|till tandläkaren|till stranden] med [mamma|mina vänner]`,
  dutch: `
waar is [het station|de wc|mijn broer|de apotheek]?
wat voor weer [is|wordt] het [in Amsterdam|vandaag|morgen]?
[hallo|goedemorgen|hoi], [hoe gaat het|hoe heet je|alles goed]?
ik hou van [chocolade|voetbal|dansen|katten|de zee]
[schrijf|vertel] [een gedicht|een verhaal|een mop] over [de zee|mijn hond|de maan]
wie [heeft gewonnen|was Rembrandt|is de koning van Nederland]?
ik heb [honger|hoofdpijn|koorts|geen zin]
wat kost [een kaartje naar Utrecht|deze auto|een kopje koffie]?
kun je [me helpen|Nederlands praten|deze brief vertalen]?`,
  nordic: `
hvor [er togstasjonen|er toalettet|bor du|ligger apoteket]?
hvordan [er været i Oslo|har du det|går det]?
[hei|hej|god morgen], [hva heter du|hvad laver du|alt bra]?
jeg [liker|elsker] [sjokolade|fotball|katter|vinteren]
skriv et dikt om [havet|hunden min|månen]
missä on [asema|vessa|apteekki|veljeni]?
[hei|huomenta|moi], [mitä kuuluu|mikä sinun nimesi on]?
minä rakastan [suklaata|talvea|kissoja|saunaa]
millainen sää on [Helsingissä|huomenna|tänään]?
kiitos [paljon|avusta|kaikesta]
hvad koster [en billet til Aarhus|kaffen|bilen]?`,
  eastern: `
kde je [nádraží|záchod|můj bratr|lékárna]?
[dobrý den|ahoj], jak [se máš|se jmenuješ]?
mám rád [čokoládu|fotbal|kočky]
jaké bude počasí [v Praze|zítra]?
hol van [a pályaudvar|a mosdó|a gyógyszertár]?
[szia|jó napot], hogy [vagy|hívnak]?
szeretem [a csokoládét|a macskákat|a nyarat]
unde este [gara|toaleta|farmacia|fratele meu]?
[bună|salut], ce [mai faci|vreme e azi]?
îmi place [ciocolata|fotbalul|marea]
gdje je [kolodvor|plaža|ljekarna]?
kako [si|se zoveš|ide]?`,
  otherscripts: `
[привет|здравствуйте], как [дела|тебя зовут]?
где [вокзал|туалет|аптека|мой брат]?
какая [сегодня|завтра] погода [в Москве|в Киеве]?
напиши [стихотворение|сказку|шутку] про [море|кота|луну]
я люблю [шоколад|музыку|зиму|свою работу]
[спасибо|большое спасибо] за помощь
[γεια σου|καλημέρα], τι [κάνεις|καιρό κάνει]?
πού είναι [ο σταθμός|η τουαλέτα|το φαρμακείο]?
[你好|早上好|谢谢|再见]
[今天|明天][北京|上海]天气怎么样?
[我喜欢|我爱][巧克力|音乐|猫|旅行]
[こんにちは|おはよう|ありがとう|さようなら]
[駅|トイレ|病院]はどこですか?
[今日|明日]の天気は?
[안녕하세요|감사합니다|오늘 날씨 어때요?]
[مرحبا|شكرا|كيف حالك؟|أين المحطة؟]
[नमस्ते|आप कैसे हैं?|आज मौसम कैसा है?]
[שלום|מה שלומך?|תודה רבה]`,
};

/** One-word prompts that ask for nothing: no words that could name an operation on numbers, text, lists, records or dates. */
export const loneWords =
  'banana|pizza|love|hello|test|weather|music|help|why|please|money|football|cat|coffee|python|google|nothing|everything|dog|elephant|tomorrow|Monday|sleep|war|peace|red|yes|no|stop|what|when|hmm|holiday|Einstein|Paris|Norway|sushi|gravity|democracy|unicorn|kitchen|guitar|doctor|mum|school|homework|bitcoin|Netflix|recipe|lawyer|garden|snow|mountain|sad|happy|bored|tired|boat|bridge|window|sofa|pencil|cheese|robot|dream|chatgpt|admin|login|password|error|hack|docker|linux|react|css|sql|wifi|printer|sandwich|rainbow|Spanish|poem|story|joke|news|jobs|hotel|taxi|flight|Christmas|birthday|cancer|headache|aspirin|vitamin|yoga|tennis|chess|photo|video|selfie|tattoo|lol|wow|ouch|amen|abracadabra|supercalifragilistic|menu|settings|undefined|null|asdf|qwerty|foo';

/** Signs for prompts of signs only; no brackets, no operators with operands. */
export const emoji =
  '😀|😂|😭|😍|🤔|🙄|😡|🥳|😴|🤖|👋|👍|👎|🙏|👏|💪|❤️|💔|🔥|✨|🎉|🎂|🌞|🌧️|❄️|🌈|🌍|🍕|🍔|🍣|☕|🍺|🍎|🍌|🐶|🐱|🐘|🦄|🐢|🐟|🚗|✈️|🚀|🏠|⚽|🏀|🎸|🎮|📷|📱|💻|💰|⏰|❓|❗|✅|❌|😱|🤷|🤦|👀|💩';
