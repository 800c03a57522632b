/**
 * The skeleton in Rust that `workbench new --rust` writes: a node that passes the echo workload as it is.
 *
 * @module
 */

/** Text of Cargo.toml. */
export function cargoText(name: string): string {
  return `[package]
name = "${name}"
version = "0.1.0"
edition = "2021"

[dependencies]
serde_json = "1"
`;
}

/** Text of src/main.rs. @param commands How to run it, one line each. */
export function rustMainText(name: string, commands: readonly string[]): string {
  return `//! ${name}: what the node does, in one sentence.
//!
//! - Algorithm: how it does it, in three to ten lines.
//! - Faults: what it survives, and why.
//! - Cost: messages between servers for each operation.
//!
//! \`\`\`text
${commands.map((command) => `//! ${command}\n`).join("")}//! \`\`\`
//!
//! One thread does everything, since WASI preview 1 has no others: the node acts when a message comes.
${RUST_NODE}`;
}

/** All but the comment at the beginning. */
const RUST_NODE = `use serde_json::{json, Value};
use std::io::{self, BufRead, Write};

/// This node; state belongs here.
#[derive(Default)]
struct Node {
    id: String,
    peers: Vec<String>,
    known: u64,
}

impl Node {
    /// Answers a request: the body to reply with, or none.
    fn handle(&mut self, body: &Value) -> Option<Value> {
        match body["type"].as_str() {
            Some("init") => {
                self.id = body["node_id"].as_str().unwrap_or_default().to_string();
                let ids = body["node_ids"].as_array().into_iter().flatten();
                self.peers = ids.filter_map(Value::as_str).filter(|id| *id != self.id).map(String::from).collect();
                Some(json!({ "type": "init_ok" }))
            }
            Some("echo") => {
                self.known += 1;
                for peer in &self.peers {
                    self.send(peer, json!({ "type": "news", "value": self.known }));
                }
                Some(json!({ "type": "echo_ok", "echo": body["echo"] }))
            }
            // Asks for no answer, and gets none.
            Some("news") => {
                self.known = self.known.max(body["value"].as_u64().unwrap_or_default());
                None
            }
            // A reply to a request of this node; look at body["in_reply_to"].
            _ if body.get("in_reply_to").is_some() => None,
            other => Some(json!({ "type": "error", "code": 10, "text": format!("unknown type {other:?}") })),
        }
    }

    /// Writes one message on one line; logs go to stderr.
    fn send(&self, dest: &str, body: Value) {
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{}", json!({ "src": self.id, "dest": dest, "body": body })).expect("stdout takes a line");
        stdout.flush().expect("stdout takes a line");
    }
}

fn main() {
    let mut node = Node::default();
    for line in io::stdin().lock().lines() {
        let line = line.expect("stdin has text");
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("cannot read {line}: {error}"));
        if let Some(mut reply) = node.handle(&message["body"]) {
            reply["in_reply_to"] = message["body"]["msg_id"].clone();
            node.send(message["src"].as_str().unwrap_or_default(), reply);
        }
    }
}
`;
