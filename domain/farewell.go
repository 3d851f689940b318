package domain

// FarewellInput is what somebody gives who deletes their own account.
type FarewellInput struct {
	Password string `json:"password" maxLength:"1000"`
	// HeirID is who takes over what they share; empty for those who look after it already.
	HeirID string `json:"heir_id,omitempty" maxLength:"100"`
}
