"""Words that are too common to make two entries similar.

The first list contains English words, including everyday leadership vocabulary. The second contains
common words from other widely used languages, and the third contains short words from all of them.
All words are folded and have at least three letters, because shorter words are never compared.
"""

_ENGLISH = """
    able about above across actual actually after afternoon again against ahead almost alone along
    already also although always among another answer answered answering answers anybody anyone
    anything around asked asking away back badly became because become been before began begin
    behind being believe below best better between both bring brought came cannot care case cause
    caused change changed check checked clear clearly close come comes coming could couldn't course
    days decide decided decision decisions deep did didn't different does doesn't doing done don't
    down during each early easy either else enough entire even evening ever every everybody everyone
    everything exactly expect expected explain explained face fact failed failure feel feeling feels
    fell felt find fine first follow forward found four friday from front full gave getting give
    given gives giving goes going gone good great group guess half hand happen happened happening
    hard hasn't have haven't having hear heard held help helped here herself himself hold hour hours
    idea important instead into isn't itself just keep kept kind knew know known large last late
    later lead leader leading least leave left less lesson lets like likely line list listen little
    long longer look looked looking lost made make makes making many matter maybe mean means meant
    meet meeting meetings might mind minutes miss missed mistake mistakes moment monday month months
    more morning most move moved much must myself name near need needed needs never next nobody none
    nothing notice noticed often okay once only open other others ought ourselves over owed owner
    part people perhaps person place plan planned point possible pretty probably problem problems
    promise put question questions quick quickly quite rather read ready real really reason right
    room said same saturday saying says second seem seemed seen self send sent several shall share
    should shouldn't show showed side simple simply since situation small some somebody someone
    something soon sorry sort speak spoke start started still stop stopped such sunday sure take
    taken taking talk talked team teams tell than thank that that's their them themselves then there
    there's these they thing things think thinking this those though thought three through thursday
    time times today together told tomorrow tonight took toward towards tried true trust truth
    trying tuesday turn turned under understand understood until upon used using very wait waited
    walk walked want wanted wanting wants wasn't watch wednesday week weekend weeks well went were
    weren't what when whenever where whether which while whole whom whose wish with within without
    won't word words work worked working works would wouldn't wrong wrote year years yesterday
    you're your yours yourself
    five seven eight nine eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand twice second
    seconds minute open opened opens page touch touched mine ours hers theirs
    january february march april june july august september october november december
"""
_OTHERS = """
    aber alle allem allen aller alles also andere anderen auch beim bevor bist damit dann darf dass
    dein deine dem den denn deren dich dies diese diesem diesen dieser dieses doch dort durch eine
    einem einen einer eines einfach einmal erst etwas euch ganz gegen gehabt gemacht gesagt gewesen
    habe haben hatte hatten hier hinter ihnen ihre ihrem ihren ihrer immer jede jedem jeden jeder
    jetzt kann kein keine keinem keinen keiner konnte konnten machen mehr mein meine meinem meinen
    meiner mich muss musste musse nach nachdem nicht nichts noch oder ohne schon sehr sein seine
    seinem seinen seiner sich sind soll sollte sollten sondern sonst uber unser unsere unserem und
    unter viel viele vielleicht vom vor wann warum wegen weil weiss welche wenn werde werden wieder
    will wird wirklich wollte wollten worden wurde wurden zwar zwischen
    ainsi alors apres aucun aussi autre autres avaient avais avait avant avec avez avoir avons
    bien cela celle celui cette ceux chaque chez comme comment dans depuis deux devant dire dit donc
    dont elle elles encore entre etaient etais etait etant etre fait faire faut fois ici j'avais
    jamais jour leur leurs mais meme moins notre nous parce pendant personne peut peux plus pour
    pourquoi quand quel quelle quelqu'un quelque quelques quoi rien sans sera serait seulement
    sommes sont sous suis sur tous tout toute toutes tres trop vers votre vous vraiment
    ahora algo alguien algun algunos antes aqui asi aunque bastante cada como cual cuando cuanto
    debe decir dejo desde despues dijo donde dos ella ellas ellos entonces entre equipo eran eres
    esos esta estaba estado estamos estan estar este esto estos estoy fue fueron gente habia hace
    hacer hasta hecho hemos hice hizo mejor menos mientras mismo mucho muchos nada nadie ninguno
    nosotros nuestra nuestro nunca otra otro otros para pero podia poco porque puede pues quien
    sabia segun siempre sido sino sobre solo somos soy tambien tampoco tanto tenemos tenia tengo
    tenia tiempo tiene todas todavia todo todos tuve usted vamos varios veces
    ainda algum alguem antes aquele aquilo bem com como depois deles dela ele eles era essa esse
    esta estava estou eu fazer fiz foi foram isso isto mais mas mesmo minha muito nao nem nenhum
    nossa nosso nunca outra outro para pela pelo pessoa pode porque quando quem sem sempre ser seu
    sobre tambem tem tenho tinha tudo uma voce
    abbiamo alla alle allora altri altro anche ancora avevo aveva bene che chi ciao come con cosa
    cosi dalla dalle degli della delle dello dopo dove due era erano essere fare fatto hanno loro
    lui mentre mio molto nella nelle niente noi non nostra nostro ogni perche pero piu poi prima
    qualche qualcosa quale quando quanto quella quello questa questo sempre senza siamo sono stata
    stato tanto tutti tutto una volta
    alle alleen altijd andere bent dan dat deze dezelfde die dit doen door doet een eens geen goed
    had hadden hebben heeft heel hele hier hij hoe iedereen iemand iets kunnen maar meer mensen met
    mijn moet moeten naar niet niets nooit omdat onder ons onze ook over toch toen uit van veel voor
    waar wanneer waren wat weer wel werd werden wij wilde worden wordt zal zei zelf zich zij zijn
    zonder zou
"""
_SHORT = """
    act add age ago aim air all and any app are art ask ate bad bar bay bed big bit box boy bug but
    buy can car cut day did die dry due ear eat end eye far few fit fix for fun get god got gun guy
    had has hat her hid him his hit hot how its job key kid lay led let lie log lot low man map may
    men met mid mix mom new non nor not now odd off oil old one our out own pay per put ran raw red
    rid run sad sat saw say sea see set she sir sit six sky son sum sun tax tea ten the tie tip too
    top try two use via war was way web wet who why win won yes yet you
    jan feb mar apr jul aug sep oct nov dec mon tue wed thu fri sun
    als auf aus bei bin bis das dem den der des die ein fur hat ich ihm ihn ihr ins ist man mir mit
    nie nun nur tag tun uns vom von vor war was weg wem wen wer wie wir zum zur
    aux ces cet des dit eux fut ici ils les lui mes moi mon nos par pas peu pre que qui ses soi son
    sur tel ton une vos vue
    aun con cosa del dia dos ese eso era fue han hay hoy las les los mas mis muy ni nos otro por
    pro que sea ser sin sus tal tan tus una uno unos va van ver vez via voy
    che chi cui dei del era fra gia gli hai hanno lei mai mia mie mio noi non per piu poi qui sei
    sia sono sua sue suo sul tra tua tuo una uno voi
    aan als bij dan dat der die dit dus een had heb hem hen het hij hoe hun kan mag men met mij nee
    nog nou ons ook tot uit van was wat wel wie wij zal zei zij zou
    ate com das dos ela ele era essa eu foi mas mes meu nao nas nem nos num por que sao sem ser seu
    sim sou sua tem ter tua uma vai voz
"""

COMMON = frozenset(_ENGLISH.split()) | frozenset(_OTHERS.split()) | frozenset(_SHORT.split())
