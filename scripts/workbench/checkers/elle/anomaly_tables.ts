/**
 * What implies what, as data: anomalies that imply other anomalies, consistency models that imply weaker ones, and the
 * anomalies that each model forbids. The facts are those of Elle 0.2.2, which took them from Adya (Weak Consistency,
 * 1999), Cerone, Bernardi and Gotsman (A Framework for Transactional Consistency Models, 2015), Bailis et al. (Highly
 * Available Transactions, 2013) and Daudjee and Salem (2004, 2006).
 *
 * Anomalies about predicates are kept, although the workloads here have none, because implications pass through them.
 *
 * @module
 */

/** A name and the names that it leads to. */
export type ImplicationTable = Readonly<Record<string, readonly string[]>>;

/** A history that shows the anomaly on the left also shows those on the right. */
export const IMPLIED_ANOMALIES: ImplicationTable = {
  "G0": ["G1c", "G0-process"],
  "G0-process": ["G1c-process", "G0-realtime"],
  "G0-realtime": ["G1c-realtime"],
  "G1a": ["G1"],
  "G1b": ["G1"],
  "G1c": ["G1", "G1c-process"],
  "G1c-process": ["G1-process", "G1c-realtime"],
  "G1c-realtime": ["G1-realtime"],
  "G1": ["G1-process"],
  "G1-process": ["G1-realtime"],
  "G-single-item": ["G-single", "G-nonadjacent-item", "G-single-item-process"],
  "G-single-item-process": ["G-single-process", "G-nonadjacent-item-process", "G-single-item-realtime"],
  "G-single-item-realtime": ["G-single-realtime", "G-nonadjacent-item-realtime"],
  "G-single": ["G-nonadjacent", "GSIb", "G-single-process"],
  "G-single-process": ["G-nonadjacent-process", "G-single-realtime"],
  "G-single-realtime": ["G-nonadjacent-realtime"],
  "G-nonadjacent-item": ["G-nonadjacent", "G2-item", "G-nonadjacent-item-process"],
  "G-nonadjacent-item-process": ["G-nonadjacent-process", "G2-item-process", "G-nonadjacent-item-realtime"],
  "G-nonadjacent-item-realtime": ["G-nonadjacent-realtime", "G2-item-realtime"],
  "G-nonadjacent": ["G2", "G-nonadjacent-process"],
  "G-nonadjacent-process": ["G2-process", "G-nonadjacent-realtime"],
  "G-nonadjacent-realtime": ["G2-realtime"],
  "G2-item": ["G2", "G2-item-process"],
  "G2-item-process": ["G2-process", "G2-item-realtime"],
  "G2-item-realtime": ["G2-realtime"],
  "G2": ["G2-process"],
  "G2-process": ["G2-realtime"],
  "GSIa": ["GSI"],
  "GSIb": ["GSI"],
  "incompatible-order": ["G1a"],
  "dirty-update": ["G1a"],
  "future-read": ["G1c"],
  "lost-update": ["write-skew", "G2-item"],
  "write-skew": ["G2"],
};

/** A history that satisfies the model on the left also satisfies those on the right. Canonical names. */
export const IMPLIED_MODELS: ImplicationTable = {
  "causal-cerone": ["read-atomic"],
  "PL-2+": ["PL-CS", "PL-2L"],
  "PL-3": ["view-serializable", "PL-2.99", "PL-3U", "PL-SI"],
  "PL-CS": ["PL-2"],
  "PL-FCV": ["PL-2+"],
  "PL-2": ["PL-1"],
  "PL-3U": ["PL-FCV"],
  "monotonic-atomic-view": ["PL-2"],
  "PL-2L": ["PL-2"],
  "PL-MSR": ["PL-2"],
  "parallel-snapshot-isolation": ["causal-cerone", "update-atomic"],
  "prefix": ["causal-cerone"],
  "read-atomic": ["monotonic-atomic-view"],
  "PL-2.99": ["PL-CS", "monotonic-atomic-view"],
  "update-atomic": ["read-atomic"],
  "session-serializable": ["1SR"],
  "PL-SI": ["PL-FCV", "monotonic-atomic-view", "PL-MSR", "parallel-snapshot-isolation", "prefix"],
  "PL-SS": [
    "PL-3",
    "linearizable",
    "PL-SI",
    "strong-snapshot-isolation",
    "strong-session-serializable",
    "session-serializable",
  ],
  "strong-session-PL-1": ["PL-1"],
  "strong-session-PL-2": ["PL-2", "strong-session-PL-1"],
  "strong-PL-1": ["strong-session-PL-1"],
  "strong-PL-2": ["strong-session-PL-2", "strong-PL-1"],
  "strong-session-serializable": ["PL-3", "strong-session-snapshot-isolation"],
  "strong-session-snapshot-isolation": ["PL-SI", "strong-session-PL-2"],
  "strong-snapshot-isolation": ["strong-session-snapshot-isolation", "strong-PL-2"],
  "linearizable": ["sequential"],
  "sequential": ["causal"],
  "causal": ["writes-follow-reads", "PRAM"],
  "PRAM": ["monotonic-reads", "monotonic-writes", "read-your-writes"],
};

/** Anomalies that each model forbids in addition to those of the weaker models that it implies. */
export const FORBIDDEN_ANOMALIES: ImplicationTable = {
  "causal-cerone": ["internal", "G1a"],
  "PL-CS": ["G1", "G-cursor", "lost-update"],
  "PL-2L": ["G1", "G-monotonic"],
  "PL-MSR": ["G1", "G-MSR"],
  "PL-2+": ["G1", "G-single"],
  "PL-FCV": ["G1", "G-SIb"],
  "parallel-snapshot-isolation": ["internal", "G1a"],
  "PL-3": ["G1", "G2", "internal", "predicate-read-miss", "PL-3-cycle-exists"],
  "PL-2": ["G1", "PL-2-cycle-exists"],
  "PL-1": ["G0", "duplicate-elements", "cyclic-versions", "PL-1-cycle-exists"],
  "prefix": ["internal", "G1a"],
  "PL-SI": ["internal", "G1", "G-SI", "G-nonadjacent", "PL-SI-cycle-exists"],
  "read-atomic": ["internal", "G1a", "future-read"],
  "PL-2.99": ["G1", "G2-item", "lost-update", "PL-2.99-cycle-exists"],
  "update-atomic": ["lost-update"],
  "PL-SS": ["G1", "G1c-realtime", "G2-realtime", "PL-SS-cycle-exists"],
  "strong-session-PL-1": ["G0-process", "strong-session-PL-1-cycle-exists"],
  "strong-session-PL-2": ["G1c-process", "strong-session-PL-2-cycle-exists"],
  "strong-PL-1": ["G0-realtime", "strong-PL-1-cycle-exists"],
  "strong-PL-2": ["G1c-realtime", "strong-PL-2-cycle-exists"],
  "strong-session-snapshot-isolation": [
    "internal",
    "G1-process",
    "G-nonadjacent-process",
    "strong-session-snapshot-isolation-cycle-exists",
  ],
  "strong-snapshot-isolation": [
    "internal",
    "G1-realtime",
    "G-nonadjacent-realtime",
    "strong-snapshot-isolation-cycle-exists",
  ],
  "strong-session-serializable": ["G1-process", "G2-process", "strong-session-serializable-cycle-exists"],
  "PL-3U": ["G1", "G-update"],
};

/** Names in common use and the canonical name of each model. */
export const CANONICAL_MODEL_NAMES: Readonly<Record<string, string>> = {
  "consistent-view": "PL-2+",
  "conflict-serializable": "PL-3",
  "cursor-stability": "PL-CS",
  "forward-consistent-view": "PL-FCV",
  "monotonic-snapshot-read": "PL-MSR",
  "monotonic-view": "PL-2L",
  "read-committed": "PL-2",
  "read-uncommitted": "PL-1",
  "repeatable-read": "PL-2.99",
  "serializable": "PL-3",
  "snapshot-isolation": "PL-SI",
  "strict-serializable": "PL-SS",
  "strong-serializable": "PL-SS",
  "update-serializable": "PL-3U",
  "strong-session-read-uncommitted": "strong-session-PL-1",
  "strong-session-read-committed": "strong-session-PL-2",
  "strong-read-uncommitted": "strong-PL-1",
  "strong-read-committed": "strong-PL-2",
};
