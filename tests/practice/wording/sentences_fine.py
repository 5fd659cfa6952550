"""Realistic sentences that need no hint: ownership, quotations, feelings and plain facts."""

FINE = """
    I never asked support.
    I never checked whether she agreed.
    Let Bashir look after the data meanwhile: he has not been asked.
    I am paying for it with his courage, and Owen was not asked.
    She never asked, and I took that for contentment.
    Our half hours are about the work; nothing ever told him that they could be about him.
    We have never said aloud who answers for the migration now.
    They had never met before that day.
    They never knew about the change, because I had not told them.
    They never had a chance to object.
    She never got my message.
    He never asked for it.
    They never agreed to the date.
    “They never listen,” she said.
    She said, "You never tell us anything."
    Tom told me that they never listen.
    Lena said I had no choice.
    I told myself that I had no choice.
    I thought I had no choice, and that was wrong.
    It felt as if there was nothing I could do.
    It is easy to say that mistakes were made.
    The mistake was made by me.
    The deadline was missed by our whole team, me included.
    The launch was planned for Friday.
    The order was shipped on Monday.
    The report was written in a hurry.
    The price list was copied by hand.
    The call was short and the tone was cold.
    I was not told about the move until Monday.
    We were not asked, and I let it pass.
    I was asked to decide within an hour.
    I should have asked Lena first.
    I should have called support before I promised.
    I could have asked for a day to think.
    We should have tested it on a small group.
    It was not obvious that the server was full.
    I could not have known that she was ill.
    It was my fault.
    It was not their fault.
    It wasn't her fault that the data was wrong.
    The fault was mine.
    I blamed her in front of all, and I owe her an apology.
    I let the team down.
    I made her look weak in front of the client.
    My own part was that I never told them what I needed.
    They never asked because I had made it clear that I was busy.
    If they never hear the reason, they cannot agree.
    I want to make sure that they never have to guess again.
    Always ask who is on call before a date.
    Never promise a date alone.
    I always wanted to be liked, and so I said yes.
    I have always been the one who answers first.
    Everybody was tired after the release.
    Everyone knew the date but me.
    Everything was ready except the contract.
    Nothing was broken, only late.
    Nobody was hurt.
    Nobody spoke up in the meeting, and I did not ask.
    No one was on call that weekend.
    I am responsible for the rota.
    I am the one who signed it.
    I was tired and hungry.
    I was wrong about the date.
    I was not stupid, I was tired.
    I felt useless in that hour.
    I was the worst prepared of us all.
    I am bad at names.
    I am an engineer, not a designer.
    It was a failure of the process.
    The failure mode is known.
    I am a failure analyst.
    I was in a hurry to leave.
    I had no time to test it.
    I had a choice and I took the easy one.
    There was no other way into the building.
    There was something I could do.
    He did not understand my question, so I asked again.
    She did not answer, and I did not ask again.
    Because of the strike, the parts came late.
    He was against the plan and said so.
    He always brings cake on Fridays.
    She always answers within the hour.
    They always tell me early when something is late.
    I was forced off the road by a lorry.
    The door was left open.
    We were late by an hour.
    The tests were not run on the old branch, since I had switched them off.
    In hindsight I would ask earlier.
    Looking back, I see three signs.
    I knew that the budget was small.
    I knew it would be tight and said nothing.
    It was clear from the plan that we had ten days.
    I could have known it had I read the mail.
    The contract was signed and nobody was told when.
    Twelve customers were affected for four hours.
    The servers were restarted at 3:15.
    The meeting was moved to Thursday.
    The team was informed on Friday.
    The customer was told the truth.
    I was ignored for a while, which I had earned.
    I did what I was told not to do.
    Somebody should have a key.
    He should have the report by Friday.
    They should be proud of it.
    They were made to wait an hour, by me.
    I was made team lead in May.
    We were made an offer.
    I am stupidly proud of it.
    I am the lead for this project.
    I'm not an idiot, and neither are they.
    What can I do next time to hear it earlier?
    It is not my job to have every answer; it is my job to ask.
    It is not my decision alone.
    She lost because of him leaving.
    I hate myself-service kiosks.
    I never said what I wanted.
    We never wrote it down.
    We never met the users before the launch.
    I always thought that quick answers help.
    I sent the mail at midnight, as always.
    Every time I hurry, I skip the list.
    The lesson never changes: ask first.
    It never rains there.
    Peter never told anyone of his illness, and I did not ask how he was.
    Nothing in the plan changed.
    It was thought through in every part.
    It was decided by the board on Monday.
    The board decided to cut it.
    He let us use his flat.
    I got lost on the way.
    The details got lost in my long mail.
    I should have known better than to answer when angry? No: I did not know it then.
    Nobody told them about the change; I had forgotten to.
    Nobody warned the night shift, and that was my part.
    I asked nobody, so nobody told me.
    The team doesn't want to work on Saturdays, and they are right.
    They don't want to listen to another speech.
    I can't do that again without help.
    Not everybody hates meetings.
    It is our problem, and ours to mend.
    I am too busy in March to take this on.
    The plan was bound to Friday's date.
    The project was going to fail the audit if we waited.
    I overlooked the note from Mei.
    I forgot to tell support.
    The pilot failed, as pilots may; we learnt that the form is not the problem.
    I raised my voice at Ada in front of the whole team.
    I took the microphone although Lena owns the migration.
    I did not leave her any time to answer.
    I never say no to the CFO in public; it is a rule we agreed on.
    He wrote that it was all our fault.
    Ana claims they never read the spec.
    In the retro someone said mistakes were made, and I agreed too fast.
    Our rule is that nothing is shipped unless it was tested.
    People help each other here.
    You never know.
    She never complains.
    Nothing happened for a week.
    I am the worst-paid of the managers.
    They are useless tools, these spreadsheets.
    Lazy loading was off.
    He is lazy loading the images.
    The signs at the door were obvious.
    I was terrible company that evening.
    I was hopeless with worry.
    I'm so stupid tired.
    I always ask for the date twice.
    Everyone did what they could.
    I see now that I had a choice.
    It was a matter of minutes.
    There was nothing in the log.
    I was busy with the budget and did not look.
    The queue was ignored by the script.
    Wrong data was loaded on Monday.
    Decisions were made quickly and I wrote them down.
    The risk was raised twice by Jun.
    The agenda was not sent by me in time.
    The date was not agreed with support: I had not called them.
    The goals were set in January.
    My hands were full.
    I was ashamed.
    I should be at home by six.
    I will not forgive a breach of trust lightly, mine included.
    We are never fully prepared, and that is fine.
    I am always glad when somebody tells me early.
    I'm always available on Mondays.
    I can never be there before nine.
    He is incompetent, said the CFO; I did not object.
    The CFO called the team useless, and I said nothing.
    I called them lazy. I owe them an apology.
    He thought I was an idiot.
    She told me I was a terrible manager.
    We always make a plan first.
    We always do a retro.
    We always talk to support before a release.
    I will never manage by fear.
    I will never let it happen in silence.
    Nothing works better than a call.
    It was clear from the beginning that we had two weeks.
    I was made to feel welcome.
    It was never done before.
    My team always lets me know early.
    Sales should have been told by me.
    Tests should have told us.
    Monitoring should have warned us.
    Alerts never warned us.
    I blame the process.
    It worked because of them.
    If it weren't for them we would have failed.
    I'm no good at names.
    I am not good enough at listening yet.
    I am a terrible cook.
    I never want to be the bottleneck again.
    She is always prepared.
    We never plan more than two weeks ahead, by choice.
    He is incompetent, the CFO said.
    They never listen, Lena said.
    The night shift wrote: nobody asked us.
    > They never asked us.
    The survey says people don't listen here.
    I owe Tomás an apology; he took the calls on his weekend.
    I did not know what he had been told.
    Nobody was to blame.
    I took the blame.
    The customers are lost.
    They were lost in the fog.
    Nobody will forget it.
    We agreed never to launch on a Friday.
    I made a mistake.
    I made the mistake of answering first.
    The mistakes were mine.
    I overlooked it and the order went out.
    I was told to wait.
    The plan had not been read by half of us.
    The date was set on the phone.
    It all went well until the call.
    It made sense then: two launches had gone well.
    The whole room was silent.
    He listened; I did not.
    I should have listened.
    I should have been there.
    I should have waited until Monday.
    I would have asked, had I known.
    If I had known, I would have waited.
    No one could have known.
    I could not know it then.
    My calendar was full, and I put the review last.
    We had no test environment.
    We had no other room that day.
    I had no idea that she was ill.
    I had no plan for the questions.
    I had no alternative plan.
    There was no alternative in the contract.
    The only choice I saw was to cancel.
"""
