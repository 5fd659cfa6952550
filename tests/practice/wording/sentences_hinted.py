"""Realistic sentences that should get a hint, by pattern."""

HINTED = {
    "blame": """
        They never listen.
        The team never told me that the server was full.
        Tomás never told me about the change.
        My manager never answered my mails.
        Sales never checks with us before promising a date.
        It was all their fault.
        It was the designer's fault that we were late.
        She should have told me earlier.
        They should've asked before they merged it.
        Lena should have known that the client was angry.
        Nobody told me about the deadline.
        No one warned us that the API would change.
        We lost the client because of him.
        He just doesn't care about quality.
        People don't listen to me in these meetings.
        The vendor is to blame.
        I blame the developers.
        He let me down again.
        He always interrupts me.
        My boss always changes his mind at the last moment.
        They couldn't be bothered to read the spec.
        The developers never test their code.
        He never does what he promises.
        You can't rely on them.
        They ruined the launch.
        Marketing dropped the ball.
        It's not my mistake, it is Tom's fault.
        The developers failed us.
        They made me look bad in front of the board.
        My team let me down.
        Engineering didn't do their job.
        They are incompetent.
        He is lazy.
        The team is useless.
    """,
    "passive": """
        Mistakes were made.
        Some mistakes were made on our side.
        The deadline was missed.
        The deadline got missed.
        The client was not informed.
        The customer wasn't told about the delay.
        The risk had not been communicated.
        It was decided to launch on Friday.
        It was assumed that support would be there.
        The ball was dropped.
        Things fell through the cracks.
        The tests were forgotten.
        Support was never asked.
        The plan was not communicated clearly.
        Expectations were not set clearly.
        Errors were made in the handover.
        Concerns were not raised.
        The contract was overlooked.
        Feedback was not given in time.
        Wrong decisions were made.
        The wrong call was made.
        A bad decision was taken.
    """,
    "excuse": """
        I had no choice.
        We had no other option than to ship it.
        I really had no choice but to cancel the meeting.
        They left me no choice.
        There was nothing I could have done.
        There was nothing else I could do.
        It wasn't my fault.
        That's not my job.
        Anyone would have done the same.
        Everyone does it.
        I was just following orders.
        I was only doing my job.
        I couldn't help it.
        I was forced to cut the tests.
        What was I supposed to do?
        That's just how I am.
        My hands were tied.
        It was out of my control.
        It was beyond my control.
        I did not have a choice.
        I didn't have any choice.
        I only did what I was told.
    """,
    "absolute": """
        This always happens to me.
        I always give in when somebody raises their voice.
        I always end up doing it myself.
        We never learn.
        I never listen.
        I will never get this right.
        I'll never be able to lead this team.
        Nobody ever speaks up.
        Everything went wrong.
        Nothing works in this company.
        Nothing ever changes here.
        Every single time I say yes.
        It's always the same with these launches.
        Everyone always waits for me.
        Everybody hates me.
        We always do this.
        I always say yes too fast.
        Everybody was against me.
        No one ever helps.
        Things never work out.
        It never works.
        I can never say no.
        I am always late.
        I'm always the one who has to fix it.
        We are never prepared.
    """,
    "self-punishment": """
        I am useless.
        I'm such an idiot.
        I was an idiot to promise that.
        I am a terrible leader.
        I'm a failure.
        I am a complete fraud.
        I hate myself for it.
        I can't do anything right.
        I ruin everything.
        What an idiot I was.
        Stupid me.
        I am worthless as a manager.
        I'm just not cut out for this.
        I am the worst boss ever.
        I deserve to be fired.
        I'm an incompetent fool.
        I was so stupid.
        I am not good enough for this job.
        I am a bad manager.
        I'm hopeless at this.
        I'm too stupid for this job.
        I should be ashamed of myself.
        I am a bad person.
        I'm no good at this.
        I'm pathetic.
        I am an awful human being.
        I suck as a leader.
        I'll never forgive myself.
        How could I be so stupid?
        I'm an imposter.
        I am unfit to lead.
    """,
    "hindsight": """
        I should have known.
        I should've known that the client would cancel.
        We should have seen it coming.
        I should have foreseen it.
        It was obvious from the start.
        In hindsight it was obvious.
        In retrospect, it was clear that the plan would fail.
        I knew it all along.
        I knew this would happen.
        It was bound to fail.
        Anyone could have seen that.
        How could I not see that?
        How could I have missed it?
        The signs were there all along.
        The warning signs were obvious.
        It was only a matter of time.
        Looking back, it is obvious.
        I should have realised that she was unhappy.
        I could have known.
        I should have seen the signs.
        I ought to have known better.
        It was doomed from the start.
    """,
}
