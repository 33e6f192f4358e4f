package dev.countersign.cli.audit;

import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import dev.countersign.transparency.PublicationEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * How the rows that are there differ from those that an entry covers, by the first bytes of their hashes. Between two
 * rows that are as they were, as many as can be are taken as changed; what is missing then is deleted, what is too much is
 * added.
 */
final class RowDifference {
    private final PublicationEntry entry;
    private final List<Bytes> covered;
    private final List<AuditRow> rows;
    private final List<Bytes> there;
    private final List<Finding> findings = new ArrayList<>();
    private int unaltered;

    /**
     * @param covered the beginnings of the hashes of the rows that the entry covers
     * @param there those of the rows that are there
     */
    RowDifference(PublicationEntry entry, List<Bytes> covered, List<AuditRow> rows, List<Bytes> there) {
        this.entry = entry;
        this.covered = covered;
        this.rows = rows;
        this.there = there;
        compare();
    }

    List<Finding> findings() {
        return findings;
    }

    int unaltered() {
        return unaltered;
    }

    /** Walks both lists along their longest common subsequence. */
    private void compare() {
        int begin = commonBeginning();
        int end = commonEnd(begin);
        var common = common(begin, covered.size() - end, there.size() - end);
        unaltered = begin + end;
        int was = begin;
        int is = begin;
        int wasGap = was;
        int isGap = is;
        while (was < covered.size() - end && is < there.size() - end) {
            if (covered.get(was).equals(there.get(is))) {
                gap(wasGap, was, isGap, is);
                unaltered++;
                was++;
                is++;
                wasGap = was;
                isGap = is;
            } else if (common[was + 1 - begin][is - begin] >= common[was - begin][is + 1 - begin]) {
                was++;
            } else {
                is++;
            }
        }
        gap(wasGap, covered.size() - end, isGap, there.size() - end);
    }

    private int commonBeginning() {
        int at = 0;
        while (at < covered.size() && at < there.size() && covered.get(at).equals(there.get(at))) {
            at++;
        }
        return at;
    }

    private int commonEnd(int begin) {
        int end = 0;
        while (end < covered.size() - begin
                && end < there.size() - begin
                && covered.get(covered.size() - 1 - end).equals(there.get(there.size() - 1 - end))) {
            end++;
        }
        return end;
    }

    /** For each pair of places how much is common to what is behind them. */
    private short[][] common(int begin, int wasEnd, int isEnd) {
        var length = new short[wasEnd - begin + 1][isEnd - begin + 1];
        for (int was = wasEnd - 1; was >= begin; was--) {
            for (int is = isEnd - 1; is >= begin; is--) {
                length[was - begin][is - begin] = covered.get(was).equals(there.get(is))
                        ? (short) (length[was + 1 - begin][is + 1 - begin] + 1)
                        : (short) Math.max(length[was + 1 - begin][is - begin], length[was - begin][is + 1 - begin]);
            }
        }
        return length;
    }

    private void gap(int was, int wasEnd, int is, int isEnd) {
        int changed = Math.min(wasEnd - was, isEnd - is);
        for (int at = is; at < is + changed; at++) {
            findings.add(new Finding.ChangedRow(entry.publication(), rows.get(at)));
        }
        for (int at = is + changed; at < isEnd; at++) {
            findings.add(new Finding.AddedRow(entry.publication(), rows.get(at)));
        }
        for (int at = was + changed; at < wasEnd; at++) {
            findings.add(new Finding.DeletedRow(entry.publication(), where(at, is + changed, isEnd)));
        }
    }

    /** The first and the last position are known; of the others, those of the neighbours that are there. */
    private String where(int at, int behind, int before) {
        if (at == 0) {
            return "at position " + entry.audit().first();
        }
        if (at == covered.size() - 1) {
            return "at position " + entry.audit().last();
        }
        var first = behind == 0 ? entry.audit().first() : rows.get(behind - 1).position();
        var last =
                before == rows.size() ? entry.audit().last() : rows.get(before).position();
        return "between the positions " + first + " and " + last;
    }
}
