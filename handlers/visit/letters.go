package visit

import "mddash/domain"

// LettersPrefix is where letters are stopped by those who hold one, whether or not they are signed in.
const LettersPrefix = "/unsubscribe/"

// Letters are those that the secret part of such an address stops; NotFound where it stops none.
func (v *Visit) Letters(token string) (domain.Letters, error) {
	return v.doors.store.Letters(v.Ctx(), token)
}

// StopLetters stops them, or has them come again.
func (v *Visit) StopLetters(token string, stop bool) (domain.Letters, error) {
	return v.doors.store.StopLetters(v.Ctx(), token, stop)
}
