/// The statements for deliveries, in the same words for every database as the others.
extension Statements {
    // MARK: Deliveries

    /// An owner may claim again as long as there is no answer.
    static let claimDelivery = """
        INSERT INTO deliveries (id, owner, claimed_until, message, resent, created_at, expires_at)
        VALUES (?, ?, ?, ?, 0, ?, ?)
        ON CONFLICT (id) DO UPDATE SET claimed_until = excluded.claimed_until
        WHERE deliveries.owner = excluded.owner AND deliveries.outcome IS NULL
        """
    static let delivery = "SELECT claimed_until, outcome FROM deliveries WHERE id = ?"
    static let answerDelivery = "UPDATE deliveries SET outcome = ? WHERE id = ? AND outcome IS NULL"
    /// For an event that nobody could claim, since the database did not work then.
    static let insertDelivery = """
        INSERT INTO deliveries (id, owner, claimed_until, outcome, message, resent, created_at, expires_at)
        VALUES (?, ?, ?, ?, ?, 0, ?, ?)
        ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome WHERE deliveries.outcome IS NULL
        """
    static let deliveryMessage = "SELECT message FROM deliveries WHERE id = ? AND expires_at > ?"
    static let claimResend = "UPDATE deliveries SET resent = 1 WHERE id = ? AND resent = 0"

    // MARK: Sends

    /// How many stages a list of them in a statement has room for.
    static let stageSlots = 6
    private static let stages = "(?, ?, ?, ?, ?, ?)"
    private static let sendColumns =
        "s.event_id, s.provider, s.reference, s.channel, s.user_id, s.stage, s.detail, s.sent_at, s.expires_at, s.used_by"

    static let insertSend = """
        INSERT INTO sends
        (event_id, provider, ordinal, reference, channel, user_id, number_key, stage, detail, sent_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (event_id, provider) DO NOTHING
        """
    static let referSend = """
        UPDATE sends SET reference = ? WHERE event_id = ? AND provider = ? AND reference IS NULL
        """
    static let advanceSend = """
        UPDATE sends SET stage = ?, detail = coalesce(?, detail)
        WHERE event_id = ? AND provider = ? AND stage IN \(stages)
        """
    static let useSend = """
        UPDATE sends SET stage = ?, used_by = ? WHERE event_id = ? AND provider = ? AND stage IN \(stages)
        """
    static let send = "SELECT \(sendColumns) FROM sends s WHERE s.event_id = ? AND s.provider = ?"
    static let sendByReference = "SELECT \(sendColumns) FROM sends s WHERE s.reference = ? AND s.provider = ?"
    static let sendsOfEvent = "SELECT \(sendColumns) FROM sends s WHERE s.event_id = ? ORDER BY s.sent_at, s.ordinal"
    static let sendsToUser = """
        SELECT \(sendColumns) FROM sends s
        WHERE s.user_id = ? AND s.channel = ? AND s.sent_at >= ? AND s.sent_at <= ? ORDER BY s.sent_at DESC
        """
    static let sendToNumber = """
        SELECT \(sendColumns) FROM sends s
        WHERE s.number_key = ? AND s.provider = ? AND s.sent_at >= ? AND s.stage IN \(stages)
        ORDER BY s.sent_at DESC LIMIT 1
        """
    /// Without an order, which would cost a look at all that wait.
    static let expiringSends = """
        SELECT \(sendColumns), d.message FROM sends s JOIN deliveries d ON d.id = s.event_id
        WHERE s.stage IN \(stages) AND s.expires_at < ? LIMIT ?
        """

    // MARK: Counts

    static let countSend = """
        INSERT INTO send_counts (subject, sends, ends_at, barred_until) VALUES (?, 1, ?, 0)
        ON CONFLICT (subject) DO UPDATE SET
        sends = CASE WHEN send_counts.ends_at <= ? THEN 1 ELSE send_counts.sends + 1 END,
        ends_at = CASE WHEN send_counts.ends_at <= ? THEN excluded.ends_at ELSE send_counts.ends_at END
        WHERE send_counts.barred_until <= ? AND (send_counts.ends_at <= ? OR send_counts.sends < ?)
        """
    /// The last send that is taken back ends the count, which began with it; one that began later is another.
    static let uncountSend = """
        UPDATE send_counts SET sends = sends - 1, ends_at = CASE WHEN sends <= 1 THEN 0 ELSE ends_at END
        WHERE subject = ? AND sends > 0 AND ends_at <= ?
        """
    static let sendCount = "SELECT sends, ends_at, barred_until FROM send_counts WHERE subject = ?"
    static let barSubject = """
        INSERT INTO send_counts (subject, sends, ends_at, barred_until) VALUES (?, 0, ?, ?)
        ON CONFLICT (subject) DO UPDATE SET barred_until = excluded.barred_until
        WHERE send_counts.barred_until < excluded.barred_until
        """

    // MARK: Breakers

    static let breakers = "SELECT provider, failures, open_until, probe_until FROM breakers"
    static let breaker = "SELECT provider, failures, open_until, probe_until FROM breakers WHERE provider = ?"
    /// Keeps other writers of the row out until the transaction ends.
    static let lockBreaker = "UPDATE breakers SET failures = failures WHERE provider = ?"
    static let lockOrInsertBreaker = """
        INSERT INTO breakers (provider, failures) VALUES (?, 0)
        ON CONFLICT (provider) DO UPDATE SET failures = breakers.failures
        """
    static let setBreaker = "UPDATE breakers SET failures = ?, open_until = ?, probe_until = ? WHERE provider = ?"
    static let deleteBreaker = "DELETE FROM breakers WHERE provider = ?"

    // MARK: Outbox

    static let insertJob = """
        INSERT INTO outbox (id, job, tries, created_at, due_at) VALUES (?, ?, 0, ?, ?) ON CONFLICT (id) DO NOTHING
        """
    static let dueJobs = "SELECT id, job, tries, created_at FROM outbox WHERE due_at <= ? ORDER BY due_at, id LIMIT ?"
    static let claimJob = "UPDATE outbox SET due_at = ?, tries = tries + 1 WHERE id = ? AND due_at <= ?"
    static let finishJob = "UPDATE outbox SET job = NULL, due_at = NULL, done_at = ? WHERE id = ?"
    static let retryJob = "UPDATE outbox SET due_at = ? WHERE id = ? AND done_at IS NULL"

    // MARK: Sweep

    static let wipeMessages = """
        UPDATE deliveries SET message = NULL
        WHERE id IN (SELECT id FROM deliveries WHERE message IS NOT NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?)
        AND expires_at <= ?
        """
    static let sweepDeliveries = """
        DELETE FROM deliveries
        WHERE id IN (SELECT id FROM deliveries WHERE created_at < ? ORDER BY created_at LIMIT ?) AND created_at < ?
        """
    static let sweepCounts = """
        DELETE FROM send_counts
        WHERE subject IN
        (SELECT subject FROM send_counts WHERE ends_at <= ? AND barred_until <= ? ORDER BY ends_at LIMIT ?)
        AND ends_at <= ? AND barred_until <= ?
        """
    static let sweepJobs = """
        DELETE FROM outbox
        WHERE id IN (SELECT id FROM outbox WHERE done_at < ? ORDER BY done_at LIMIT ?) AND done_at < ?
        """
}
