package dev.kindred.delay;

/** What becomes of the runs of a schedule for which nobody was there in time: the application was down, or the run before took too long. */
public enum MissedRuns {

    /** However many were missed, one run makes up for them, as soon as possible. */
    RUN_ONCE,

    /** They are left out. A run counts as missed if it begins later than the tolerance of the schedule. */
    SKIP,

    /** Each is made up for, one after the other, but not more than the latest so many. */
    RUN_ALL
}
