// Command mddash serves todos, projects, notes and a calendar from one binary.
package main

func main() {}
