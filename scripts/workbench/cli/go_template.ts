/**
 * The skeleton in Go that `workbench new --go` writes: a node that passes the echo workload as it is.
 *
 * @module
 */

/** Text of go.mod. */
export function goModText(name: string): string {
  return `module ${name}\n\ngo 1.21\n`;
}

/** Text of main.go. @param commands How to run it, one line each. */
export function goMainText(name: string, commands: readonly string[]): string {
  return `// ${name}: what the node does, in one sentence.
//
// Algorithm: how it does it, in three to ten lines.
// Faults:    what it survives, and why.
// Cost:      messages between servers for each operation.
//
${commands.map((command) => `//\t${command}\n`).join("")}${GO_NODE}`;
}

/** All but the comment at the beginning. */
const GO_NODE = `package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"
)

// Body is the body of a message; numbers in it are float64.
type Body map[string]any

// Message is one line of the protocol.
type Message struct {
	Src  string \`json:"src"\`
	Dest string \`json:"dest"\`
	Body Body   \`json:"body"\`
}

// Node is this node. What its goroutines share is under its lock.
type Node struct {
	id    string
	peers []string

	mu       sync.Mutex
	known    int // State belongs here.
	lastCall int
	calls    map[int]chan Body
}

// handle answers a request; what it returns is sent as the reply, nil sends none.
func (n *Node) handle(message Message) Body {
	switch message.Body["type"] {
	case "init":
		n.id = message.Body["node_id"].(string)
		for _, id := range message.Body["node_ids"].([]any) {
			if id != n.id {
				n.peers = append(n.peers, id.(string))
			}
		}
		return Body{"type": "init_ok"}
	case "echo":
		n.mu.Lock()
		n.known++
		known := n.known
		n.mu.Unlock()
		for _, peer := range n.peers {
			go n.tell(peer, known)
		}
		return Body{"type": "echo_ok", "echo": message.Body["echo"]}
	case "news":
		value, _ := message.Body["value"].(float64)
		n.mu.Lock()
		n.known = max(n.known, int(value))
		n.mu.Unlock()
		return Body{"type": "news_ok"}
	}
	return Body{"type": "error", "code": 10, "text": fmt.Sprint("unknown type ", message.Body["type"])}
}

// tell repeats a message until it is answered: messages get lost.
func (n *Node) tell(peer string, value int) {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		_, err := n.call(ctx, peer, Body{"type": "news", "value": value})
		cancel()
		if err == nil {
			return
		}
	}
}

// call sends a request and waits for the reply, as long as the context allows.
func (n *Node) call(ctx context.Context, dest string, body Body) (Body, error) {
	reply := make(chan Body, 1)
	n.mu.Lock()
	n.lastCall++
	id := n.lastCall
	n.calls[id] = reply
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		delete(n.calls, id)
		n.mu.Unlock()
	}()
	body["msg_id"] = id
	n.send(dest, body)
	select {
	case answer := <-reply:
		if answer["type"] == "error" {
			return answer, fmt.Errorf("%s answered %v", dest, answer)
		}
		return answer, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// send writes one message on one line; logs go to stderr.
func (n *Node) send(dest string, body Body) {
	line, err := json.Marshal(Message{Src: n.id, Dest: dest, Body: body})
	if err != nil {
		panic(err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	os.Stdout.Write(append(line, '\\n'))
}

func main() {
	node := &Node{calls: map[int]chan Body{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 64*1024), 16*1024*1024)
	for lines.Scan() {
		var message Message
		if err := json.Unmarshal(lines.Bytes(), &message); err != nil {
			fmt.Fprintf(os.Stderr, "cannot read %q: %v\\n", lines.Text(), err)
			os.Exit(1)
		}
		if id, isReply := message.Body["in_reply_to"].(float64); isReply {
			node.mu.Lock()
			reply := node.calls[int(id)]
			node.mu.Unlock()
			if reply != nil {
				reply <- message.Body
			}
			continue
		}
		work := func() {
			if body := node.handle(message); body != nil {
				body["in_reply_to"] = message.Body["msg_id"]
				node.send(message.Src, body)
			}
		}
		if message.Body["type"] == "init" {
			work() // Before anything else.
		} else {
			go work() // So that a handler may wait for replies.
		}
	}
}
`;
