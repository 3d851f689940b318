package web_test

import "mddash/domain"

func titled(title string) domain.TodoInput { return domain.TodoInput{Title: title} }
