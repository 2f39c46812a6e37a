// Word lists for constants. Which of them are kept for tests is decided by hash in constants.ts, not here.

const split = (text: string): readonly string[] => text.trim().split(/\s+/);

export const COMMON_WORDS = split(`
  apple river stone cloud garden window orange bread music paper horse table light winter summer bottle dragon coffee monkey zebra radar tree sky moon egg
  house water fire earth wind cat dog bird fish mouse lion tiger bear wolf fox hen cow pig sheep goat duck frog snake bee ant red blue green yellow black white
  pink grey brown gold silver one two three four five ten first last next new old big small long short high low fast slow hot cold good bad happy sad open
  closed left right yes no true false start end stop begin hello world test data code file name user admin guest error warning info note list item total price
  amount sum count order cart shop store market bank card cash coin money tax sale deal gift box bag hat coat shoe shirt dress ring watch phone screen mouse key
  lock door wall floor roof room kitchen bath bed chair desk lamp clock book page line word letter number text message mail post letter stamp photo image video
  song game play score team club member player coach goal win loss draw race run walk jump swim fly drive ride car bus train plane ship boat bike road street
  city town village country state map north south east west spring autumn monday friday sunday morning night today tomorrow week month year hour minute second
  doctor nurse teacher student school class lesson exam grade pass fail work job boss office meeting plan task project report chart graph report budget invoice
  draft final pending done active blocked urgent private public shared secret token hidden visible empty full half whole part piece slice pizza pasta rice soup
  salt sugar milk tea juice wine beer cheese meat fruit lemon banana cherry grape melon peach berry carrot potato tomato onion garlic pepper ing pre un re ly er
  ab ca the and for with from into over under of to at by on in
`);

export const FIELDS = split(`
  name age price id city email score title status type color size weight height count total amount date year author country category quantity stock rating phone
  address zip state street level points team role department salary grade subject owner label code brand model speed distance duration start end due done active
  member group kind tag note message user product order customer item color width length depth volume temperature first last nickname birthday language currency
`);

export const CHARS = split(
  `a b c d e f g h i j k l m n o p q r s t u v w x y z a e i o u s t r n l - _ , ; : . / # @ + * = ! ? & %`,
);
