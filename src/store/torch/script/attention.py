def attend(attention, x, causal):
    """Every pixel of a picture (every token of a text) becomes a mixture of all, or of those before it."""
    tokens = x.flatten(2).transpose(1, 2)
    count = tokens.shape[1]
    later = torch.ones(count, count, dtype=torch.bool, device=x.device).triu(1) if causal else None
    mixed, _ = attention(tokens, tokens, tokens, attn_mask=later, need_weights=False)
    return mixed.transpose(1, 2).reshape(x.shape)


