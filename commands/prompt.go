package commands

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"mddash/domain"
)

// readNewPassword asks for a password twice without showing it, or reads the first line of standard input where nobody
// sits at it. A flag would leave it in the shell's history and in the list of processes.
func (c *call) readNewPassword() (string, error) {
	if file, ok := c.in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return c.askTwice(int(file.Fd()))
	}
	line, err := bufio.NewReader(io.LimitReader(c.in, 8*domain.PasswordMax)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("read the password: %w", err)
	}
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return "", &usageError{"write the password to standard input, or run this in a terminal to be asked for it"}
	}
	return password, nil
}

func (c *call) askTwice(terminal int) (string, error) {
	first, err := c.ask(terminal, "New password: ")
	if err != nil {
		return "", err
	}
	second, err := c.ask(terminal, "The same again: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", &usageError{"the two are not the same"}
	}
	return first, nil
}

// ask gives up when the command is told to end, and leaves the terminal as it was.
func (c *call) ask(terminal int, question string) (string, error) {
	before, err := term.GetState(terminal)
	if err != nil {
		return "", fmt.Errorf("ask for the password: %w", err)
	}
	type answer struct {
		text []byte
		err  error
	}
	answers := make(chan answer, 1)
	fmt.Fprint(c.errs, question)
	defer fmt.Fprintln(c.errs)
	go func() {
		text, err := term.ReadPassword(terminal)
		answers <- answer{text, err}
	}()
	select {
	case got := <-answers:
		if got.err != nil {
			return "", fmt.Errorf("read the password: %w", got.err)
		}
		return string(got.text), nil
	case <-c.ctx.Done():
		return "", errors.Join(c.ctx.Err(), term.Restore(terminal, before))
	}
}
