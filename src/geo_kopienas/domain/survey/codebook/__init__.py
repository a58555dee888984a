"""The codebook: questions, answers, indicators, and the questionnaire made from it."""
