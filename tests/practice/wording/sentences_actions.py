"""Vague actions, and actions concrete enough to be filmed."""

VAGUE = """
    try to communicate better
    communicate better
    communicate more clearly with the team
    be more careful
    be more careful next time
    try to be more patient
    pay more attention
    pay more attention to details
    listen more
    listen better to my team
    improve my communication
    work on my listening skills
    be a better leader
    make sure this does not happen again
    not let it happen again
    never let this happen again
    do better
    do better next time
    avoid this in the future
    be more proactive
    learn from my mistakes
    keep it in mind
    try harder
    be more aware of how others feel
    delegate more
    communicate
    improve
    be careful
    take more time
    focus more on people
    trust my team more
    manage expectations better
    prepare better
    speak up more
    be more transparent
    plan better
    set clearer expectations
    give better feedback
    not make the same mistake again
    be better
    stay calm
    ask more questions
    be more open
    handle it differently
    stop micromanaging
    be nicer
    react more calmly
    involve the team more
    check in more often
"""
CONCRETE = """
    call support before I answer
    ask who is on call before I answer
    count to five before I say a word
    try to count to five before I answer
    listen for a whole minute before I speak
    write down who must agree
    never give a date alone
    never again promise a date on the phone
    say "I will tell you tomorrow"
    be at the stand-up five minutes early
    be the last to speak in the Monday round
    improve the checklist with one line about the rota
    communicate the date in the Monday mail
    delegate the demo to Lena
    delegate one demo a week
    trust Lena with the demo on Friday
    ask Jun what he thinks
    ask more people than the two who always agree: Jun and Petra
    plan the retro with Ada on Tuesday
    pay the invoice
    pay attention to who has not spoken yet, and ask them first
    work on the release notes with Mei on Friday
    focus on one guest at each table
    take more notes: three lines after each meeting
    be careful with the staging key: run the script by hand
    do it with Lena
    think out loud before I decide
    watch the recording with Sam
    remember to ask Lena for the date
    reflect on it with Kim at the next one-to-one
    listen to the recording twice
    handle the escalation with Ana
    prepare two questions for each one-to-one
    stay silent until two others have spoken
    stay ten minutes after the meeting
    get a second pair of eyes on each contract
    become the second reader of each offer
    start to send the agenda a day ahead
    apologise to Tomás in person
    sign on Friday
    change the template so that it names the owner
    avoid the phone for dates: I ask for a mail
    speak last
    speak up within the first five minutes
    let somebody else speak first, all through May
    breathe out and name the day of my answer
    check in with Mei every Monday
    involve support when the date is drafted
    involve Petra in the first draft
    give feedback within a day
    give Ada feedback on the talk within a day
    set a timer for the pause
    set the date with support in the room
    tell the team what I do not know
    stop the meeting after 45 minutes
    manage the list with Jun
    ask one more question before I answer
    be honest with the CFO about the date on Monday
    keep the door open
"""
