/** The 80 genres that ID3v1 numbers (id3.org); later tags point to them as "(17)" or "17". */

const names =
  'Blues,Classic Rock,Country,Dance,Disco,Funk,Grunge,Hip-Hop,Jazz,Metal,New Age,Oldies,Other,Pop,R&B,Rap,Reggae,Rock,Techno,Industrial,Alternative,Ska,Death Metal,Pranks,Soundtrack,Euro-Techno,Ambient,Trip-Hop,Vocal,Jazz+Funk,Fusion,Trance,Classical,Instrumental,Acid,House,Game,Sound Clip,Gospel,Noise,AlternRock,Bass,Soul,Punk,Space,Meditative,Instrumental Pop,Instrumental Rock,Ethnic,Gothic,Darkwave,Techno-Industrial,Electronic,Pop-Folk,Eurodance,Dream,Southern Rock,Comedy,Cult,Gangsta,Top 40,Christian Rap,Pop/Funk,Jungle,Native American,Cabaret,New Wave,Psychadelic,Rave,Showtunes,Trailer,Lo-Fi,Tribal,Acid Punk,Acid Jazz,Polka,Retro,Musical,Rock & Roll,Hard Rock'.split(
    ',',
  );

/** `text` with a leading genre number replaced by its name; other texts as they are. */
export function genreName(text: string): string {
  const number = /^\(?(\d{1,3})\)?/.exec(text);
  if (number === null) return text;
  const refinement = text.slice(number[0].length).trim();
  return refinement !== '' ? refinement : (names[Number(number[1])] ?? text);
}
